using System.Globalization;
using HybridAi.Client.Models;
using HybridAi.Web.Formatting;

namespace HybridAi.Web.Pages.Models;

/// <summary>Words about models.</summary>
internal static class ModelText
{
    public static readonly IReadOnlyList<(string Value, string Name)> Kinds =
    [
        ("", "anything"), ("chat", "chat"), ("embedding", "embeddings"), ("transcription", "transcription"), ("rerank", "reranking"), ("image", "images"), ("speech", "speech"),
        ("moderation", "moderation"),
    ];

    public static readonly IReadOnlyList<(string Value, string Name)> Statuses =
        [("", "any"), ("active", "active"), ("preview", "preview"), ("legacy", "legacy"), ("deprecated", "deprecated"), ("retired", "retired")];

    public static readonly IReadOnlyList<(string Value, string Name)> Capabilities =
    [
        ("", "anything"), ("tools", "call tools"), ("vision", "see images"), ("audio", "hear"), ("pdf", "read PDF"), ("structured-output", "obey a JSON schema"), ("reasoning", "reason"),
        ("speech", "speak"),
    ];

    private static readonly IReadOnlyDictionary<string, string> Short = new Dictionary<string, string>
    {
        ["tools"] = "tools", ["vision"] = "images", ["audio"] = "audio", ["pdf"] = "PDF", ["structured-output"] = "JSON schema", ["reasoning"] = "reasoning", ["speech"] = "speech",
        ["streaming"] = "streams", ["temperature"] = "temperature",
    };

    /// <summary>What a model's status means, as a tone.</summary>
    public static string Tone(string status) => status switch
    {
        "active" => "ok",
        "deprecated" => "warn",
        "retired" => "bad",
        _ => "neutral",
    };

    /// <summary>What it can do, in a few words; what every model can is not worth one.</summary>
    public static string Able(CatalogModelDocument model) =>
        string.Join(", ", model.Capabilities.Where(pair => pair.Value && pair.Key is not ("streaming" or "temperature")).Select(pair => NameOf(pair.Key)));

    /// <summary>A capability, in a word.</summary>
    public static string NameOf(string capability) => Short.GetValueOrDefault(capability, capability);

    /// <summary>1.05 M, 128 k, 8,192: as tokens are spoken of.</summary>
    public static string Tokens(long? tokens) => tokens switch
    {
        null => Text.None,
        >= 1_000_000 => (tokens.Value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 10_000 => (tokens.Value / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " k",
        _ => Text.Count(tokens.Value),
    };

    /// <summary>$0.125, $10.00: a price as exact as it is known.</summary>
    public static string Price(decimal? usd) => usd?.ToString("$#,0.00#######", CultureInfo.InvariantCulture) ?? Text.None;

    /// <summary>Where a model of a status stands among others: what may go stands behind what stays.</summary>
    public static int Rank(string status) => Statuses.Select(one => one.Value).ToList().IndexOf(status);

    /// <summary>What is billed otherwise than by tokens; null: nothing.</summary>
    public static string? Otherwise(ModelPriceDocument? price) => price switch
    {
        { SearchPerThousand: { } search } => $"{Price(search)} per 1,000 searches",
        { PerMinute: { } minute } => $"{Price(minute)} a minute",
        { PerMillionCharacters: { } characters } => $"{Price(characters)} per million characters",
        { PerImage: { } image } => $"{Price(image)} an image",
        _ => null,
    };

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Text.None;
}
