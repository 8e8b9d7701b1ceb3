using System.Buffers.Text;
using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>The most output tokens that a request allows.</summary>
internal static class OutputBound
{
    private static readonly (BodyField Field, string Name)[] Names =
        [(BodyField.MaxCompletionTokens, "max_completion_tokens"), (BodyField.MaxOutputTokens, "max_output_tokens"), (BodyField.MaxTokens, "max_tokens")];

    /// <summary><c>max_completion_tokens</c>, else <c>max_output_tokens</c>, else <c>max_tokens</c>, else null.</summary>
    public static int? Of(BodyScan scan) => Read(scan, BodyField.MaxCompletionTokens) ?? Read(scan, BodyField.MaxOutputTokens) ?? Read(scan, BodyField.MaxTokens);

    /// <summary>The largest of the three and its name, whichever of them a provider goes by; null if there is none.</summary>
    public static (int Tokens, string Name)? Largest(BodyScan scan)
    {
        (int Tokens, string Name)? largest = null;
        foreach (var (field, name) in Names)
        {
            if (Read(scan, field) is { } tokens && !(largest?.Tokens >= tokens))
                largest = (tokens, name);
        }

        return largest;
    }

    /// <summary>One of the three that is there and is no whole number; null if there is none.</summary>
    public static string? FindUnreadable(BodyScan scan)
    {
        foreach (var (field, name) in Names)
        {
            if (scan.TryFind(field, out var property) && property.Type != JsonTokenType.Null && Read(scan, field) is null)
                return name;
        }

        return null;
    }

    /// <summary>What an API calls it.</summary>
    public static string NameFor(InferenceApi api) => api switch
    {
        InferenceApi.ChatCompletions => "max_completion_tokens",
        InferenceApi.Responses => "max_output_tokens",
        _ => "max_tokens",
    };

    /// <summary>How many answers it has made (<c>n</c>, or <c>best_of</c>, of which only some are given). What is no count is refused by whoever reads the request next.</summary>
    public static int ChoicesOf(BodyScan scan)
    {
        var most = 1;
        foreach (ref readonly var property in scan.Properties)
        {
            var name = scan.PlainNameOf(property);
            if ((name.SequenceEqual("n"u8) || name.SequenceEqual("best_of"u8)) && Utf8Parser.TryParse(scan.ValueOf(property), out int count, out _))
                most = Math.Max(most, count);
        }

        return most;
    }

    private static int? Read(BodyScan scan, BodyField field) =>
        scan.TryFind(field, out var property) && Utf8Parser.TryParse(scan.ValueOf(property), out int value, out var read)
            && read == property.ValueEnd - property.ValueStart && value >= 0 ? value : null;
}
