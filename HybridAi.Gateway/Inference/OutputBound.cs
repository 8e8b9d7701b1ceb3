using System.Buffers.Text;
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

    /// <summary>What an API calls it.</summary>
    public static string NameFor(InferenceApi api) => api switch
    {
        InferenceApi.ChatCompletions => "max_completion_tokens",
        InferenceApi.Responses => "max_output_tokens",
        _ => "max_tokens",
    };

    /// <summary>How many answers it asks for (<c>n</c>). What is no count is refused by whoever reads the request next.</summary>
    public static int ChoicesOf(BodyScan scan)
    {
        foreach (ref readonly var property in scan.Properties)
        {
            if (scan.PlainNameOf(property).SequenceEqual("n"u8))
                return Utf8Parser.TryParse(scan.ValueOf(property), out int count, out _) ? Math.Max(1, count) : 1;
        }

        return 1;
    }

    private static int? Read(BodyScan scan, BodyField field) =>
        scan.TryFind(field, out var property) && Utf8Parser.TryParse(scan.ValueOf(property), out int value, out var read)
            && read == property.ValueEnd - property.ValueStart && value >= 0 ? value : null;
}
