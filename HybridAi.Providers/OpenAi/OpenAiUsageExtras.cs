using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>The fields of a usage object that are no token class: predictions, times, what the cost is made of.</summary>
internal static class OpenAiUsageExtras
{
    public static void Read(ReadOnlySpan<byte> data, JsonSlice usage, string? costField, OpenAiExtras extras, List<ChatEvent> events)
    {
        var members = new JsonMembers(data, usage);
        while (members.Next())
        {
            if (members.Is("prompt_tokens_details"u8))
                ReadDetails(data, members.Value(), "usage/prompt_tokens_details/", extras, events);
            else if (members.Is("completion_tokens_details"u8))
                ReadDetails(data, members.Value(), "usage/completion_tokens_details/", extras, events);
            else if (!IsCounted(ref members) && (costField is null || !members.Is(costField)))
            {
                var name = members.RawName;
                extras.Add(null, "usage/", name, members.Value(), data, events);
            }
        }
    }

    private static void ReadDetails(ReadOnlySpan<byte> data, JsonSlice details, string within, OpenAiExtras extras, List<ChatEvent> events)
    {
        var members = new JsonMembers(data, details);
        while (members.Next())
        {
            if (IsCountedDetail(ref members))
                continue;
            var name = members.RawName;
            extras.Add(null, within, name, members.Value(), data, events);
        }
    }

    private static bool IsCounted(ref JsonMembers member) =>
        member.Is("prompt_tokens"u8) || member.Is("completion_tokens"u8) || member.Is("total_tokens"u8) || member.Is("num_cached_tokens"u8);

    // Text tokens are what is left of the total.
    private static bool IsCountedDetail(ref JsonMembers member) =>
        member.Is("cached_tokens"u8) || member.Is("cache_write_tokens"u8) || member.Is("reasoning_tokens"u8) || member.Is("audio_tokens"u8)
        || member.Is("image_tokens"u8) || member.Is("text_tokens"u8);
}
