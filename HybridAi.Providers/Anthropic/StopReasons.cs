using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>The stop reasons of the messages API.</summary>
internal static class StopReasons
{
    private const int LongestKept = 32;

    private static readonly string[] Known =
        ["end_turn", "tool_use", "max_tokens", "stop_sequence", "pause_turn", "refusal", "model_context_window_exceeded"];

    /// <summary>What a stop reason means; a word that is not known is a stop.</summary>
    public static FinishReason ToReason(string word) => word switch
    {
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "refusal" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    /// <summary>Whether what ended so is less than what was asked for.</summary>
    public static bool IsCut(string word) => ToReason(word) == FinishReason.ContentFilter;

    /// <summary>The word that a reader stands at, without an allocation if it is known.</summary>
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
