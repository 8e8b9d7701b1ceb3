using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HybridAi.Simulator.Catalog;

/// <summary>Reads one entry of the catalog file.</summary>
internal static partial class CatalogReader
{
    public static CatalogModel ReadModel(JsonElement json)
    {
        var supports = json.GetProperty("supports");
        return new CatalogModel
        {
            Id = json.GetProperty("id").GetString()!,
            Provider = json.GetProperty("provider").GetString()!,
            Name = json.GetProperty("name").GetString()!,
            Kind = json.GetProperty("kind").GetString()!,
            Status = json.GetProperty("status").GetString()!,
            Aliases = Texts(json, "aliases"),
            ContextWindow = Integer(json, "context_window"),
            MaxInputTokens = Integer(json, "max_input_tokens"),
            MaxOutputTokens = Integer(json, "max_output_tokens"),
            ReleaseDate = Date(json, "release_date"),
            ShutdownDate = Date(json, "shutdown_date"),
            KnowledgeCutoff = Text(json, "knowledge_cutoff"),
            Tools = Flag(supports, "tools") ?? false,
            StructuredOutput = Flag(supports, "structured_output") ?? false,
            Reasoning = Flag(supports, "reasoning") ?? false,
            Temperature = Flag(supports, "temperature") ?? true,
            Efforts = Texts(json, "reasoning_efforts"),
            ReasoningControls = Texts(json, "reasoning_controls"),
            Inputs = Texts(json, "input"),
            Outputs = Texts(json, "output"),
            FineTuning = json.TryGetProperty("fine_tuning", out var tuning) && (Flag(tuning, "supported") ?? false) ? ReadTuning(tuning) : null,
            Embedding = json.TryGetProperty("embedding", out var embedding) ? ReadEmbedding(embedding) : null,
            Prices = [.. json.GetProperty("prices").EnumerateArray().Select(ReadPeriod)],
        };
    }

    private static PricePeriod ReadPeriod(JsonElement json)
    {
        var tiers = json.TryGetProperty("tiers", out var list)
            ? list.EnumerateArray().Select(tier => new PriceTier(tier.GetProperty("above_input_tokens").GetInt64(), ReadRates(tier)))
            : [];
        return new PricePeriod(Date(json, "from"), ReadRates(json), [.. tiers.OrderByDescending(tier => tier.AboveInputTokens)]);
    }

    private static FineTuning ReadTuning(JsonElement json) => new(
        Rate(json, "training_price"),
        json.TryGetProperty("fine_tuned_inference", out var rates) ? ReadRates(rates) : null,
        Texts(json, "methods"),
        Text(json, "base_snapshot"));

    private static PriceRates ReadRates(JsonElement json) => new()
    {
        Input = Rate(json, "input"),
        CachedInput = Rate(json, "cached_input"),
        CacheWrite = Rate(json, "cache_write"),
        CacheWrite1h = Rate(json, "cache_write_1h"),
        AudioInput = Rate(json, "audio_input"),
        Output = Rate(json, "output"),
        Reasoning = Rate(json, "reasoning"),
        AudioOutput = Rate(json, "audio_output"),
        ImageOutput = Rate(json, "image_output"),
    };

    private static EmbeddingLimits ReadEmbedding(JsonElement json)
    {
        var dimensions = (int)(Integer(json, "dimensions_default") ?? 768);
        return new EmbeddingLimits
        {
            DefaultDimensions = dimensions,
            DimensionsParameter = Text(json, "dimensions_parameter"),
            MaxDimensions = MaxDimensions(json, dimensions),
            MaxInputs = (int)(Integer(json, "max_inputs_per_request") ?? 2048),
            MaxTotalTokens = (int)(Integer(json, "max_total_tokens_per_request") ?? 300_000),
        };
    }

    private static int MaxDimensions(JsonElement json, int fallback)
    {
        // Some entries list the sizes, others say "up to N" in words.
        if (!json.TryGetProperty("dimensions_allowed", out var allowed))
            return fallback;
        return allowed.ValueKind switch
        {
            JsonValueKind.Array => allowed.EnumerateArray().Max(item => item.GetInt32()),
            JsonValueKind.String when LastNumber().Match(allowed.GetString()!) is { Success: true } match =>
                int.Parse(match.Value, CultureInfo.InvariantCulture),
            _ => fallback,
        };
    }

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : [];

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;

    private static long? Integer(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;

    private static decimal? Rate(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;

    private static DateOnly? Date(JsonElement json, string name) =>
        DateOnly.TryParseExact(Text(json, name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;

    [GeneratedRegex(@"\d+(?=\D*$)")]
    private static partial Regex LastNumber();
}
