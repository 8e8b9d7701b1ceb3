using System.Collections.Frozen;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>What Gemini's words for the end of an answer mean.</summary>
internal static class GeminiFinish
{
    /// <summary>What an answer that is whole but says no reason has.</summary>
    public const string Unsaid = "FINISH_REASON_UNSPECIFIED";

    private const int LongestKept = 64;

    private static readonly FrozenDictionary<string, FinishReason> Reasons = new Dictionary<string, FinishReason>
    {
        ["STOP"] = FinishReason.Stop, ["NO_IMAGE"] = FinishReason.Stop, ["OTHER"] = FinishReason.Stop, ["CONTINUATION"] = FinishReason.Stop,
        ["MAX_TOKENS"] = FinishReason.Length,
        ["SAFETY"] = FinishReason.ContentFilter, ["RECITATION"] = FinishReason.ContentFilter, ["LANGUAGE"] = FinishReason.ContentFilter,
        ["BLOCKLIST"] = FinishReason.ContentFilter, ["PROHIBITED_CONTENT"] = FinishReason.ContentFilter, ["SPII"] = FinishReason.ContentFilter,
        ["IMAGE_SAFETY"] = FinishReason.ContentFilter, ["IMAGE_PROHIBITED_CONTENT"] = FinishReason.ContentFilter,
        ["IMAGE_RECITATION"] = FinishReason.ContentFilter, ["IMAGE_OTHER"] = FinishReason.ContentFilter,
        ["MALFORMED_FUNCTION_CALL"] = FinishReason.Error, ["UNEXPECTED_TOOL_CALL"] = FinishReason.Error,
        ["TOO_MANY_TOOL_CALLS"] = FinishReason.Error, ["MALFORMED_RESPONSE"] = FinishReason.Error,
    }.ToFrozenDictionary();

    /// <summary>Why a candidate ended. One that calls tools stops like any other.</summary>
    public static ChatFinish Of(string word, string? message, bool hasCalls) => new(
        word == "STOP" && hasCalls ? FinishReason.ToolCalls : Reasons.GetValueOrDefault(word, FinishReason.Stop), Cut(word)) { Explanation = message };

    /// <summary>Why there is no candidate: the prompt was blocked.</summary>
    public static ChatFinish OfBlocked(string word, string? message) => new(FinishReason.ContentFilter, Cut(word)) { Explanation = message };

    private static string Cut(string word) =>
        word.Length <= LongestKept ? word : word[..(char.IsHighSurrogate(word[LongestKept - 1]) ? LongestKept - 1 : LongestKept)];
}
