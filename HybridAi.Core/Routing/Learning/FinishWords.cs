using System.Collections.Frozen;

namespace HybridAi.Core.Routing.Learning;

/// <summary>Providers' words for answers that are of no use: withheld by a filter or the model, or given up by the provider. All others end as they should, or where the caller's bound is.</summary>
internal static class FinishWords
{
    private static readonly FrozenSet<string> OfNoUse = new[]
    {
        "content_filter", "refusal", "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER",
        "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE", "ERROR", "ERROR_TOXIC", "error", "insufficient_system_resource",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Withholds(string? word) => word is not null && OfNoUse.Contains(word);
}
