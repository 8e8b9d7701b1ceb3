using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>The finish reasons that providers of this format send, so that reading one allocates nothing.</summary>
internal static class FinishReasons
{
    private const int LongestKept = 32;

    private static readonly string[] Known =
        ["stop", "length", "tool_calls", "content_filter", "function_call", "error", "model_length", "insufficient_system_resource",
        "completed", "max_output_tokens", "incomplete", "failed"];

    /// <summary>Whether what ended so is less than what was asked for.</summary>
    public static bool IsCut(string? reason) => reason is null or "content_filter" or "error" or "insufficient_system_resource" or "failed";

    public static string Intern(ref Utf8JsonReader reader)
    {
        foreach (var known in Known)
        {
            if (reader.Is(known))
                return known;
        }

        try
        {
            var text = reader.GetString() ?? "";
            return text.Length <= LongestKept ? text : text[..(char.IsHighSurrogate(text[LongestKept - 1]) ? LongestKept - 1 : LongestKept)];
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or invalid UTF-8: no name at all.
            return "unknown";
        }
    }
}
