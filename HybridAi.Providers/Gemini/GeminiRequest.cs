using System.Collections.Frozen;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Writes the body of <c>generateContent</c>.</summary>
internal static class GeminiRequest
{
    private static readonly FrozenSet<ChatField> Has = new[]
    {
        ChatField.MaxOutputTokens, ChatField.Temperature, ChatField.TopP, ChatField.TopK, ChatField.FrequencyPenalty, ChatField.PresencePenalty,
        ChatField.Seed, ChatField.Stop, ChatField.ChoiceCount, ChatField.Logprobs, ChatField.TopLogprobs, ChatField.Tools, ChatField.ToolChoice,
        ChatField.Output, ChatField.Reasoning, ChatField.Modalities, ChatField.Audio, ChatField.ServiceTier, ChatField.Metadata, ChatField.Store,
        ChatField.Messages,
    }.ToFrozenSet();

    // The tiers that both sides call by one word (type ServiceTier of the SDK).
    private static readonly FrozenSet<string> Tiers = new[] { "standard", "flex", "priority" }.ToFrozenSet();

    public static void Write(GeminiDraft draft)
    {
        draft.Report.LacksAllBut(draft.Request, Has);
        draft.Report.LacksExtra(draft.Request.Extra);
        draft.Json.WriteStartObject();
        new GeminiContents(draft).Write();
        GeminiTools.Write(draft);
        WriteAccounting(draft);
        GeminiSettings.Write(draft);
        draft.Json.WriteEndObject();
    }

    private static void WriteAccounting(GeminiDraft draft)
    {
        var (request, json) = (draft.Request, draft.Json);
        if (request.ServiceTier is { } tier && Tiers.Contains(tier))
            json.WriteString("serviceTier", tier);
        else if (ChatFields.IsSet(request, ChatField.ServiceTier))
            draft.Report.Drop(ChatField.ServiceTier);
        if (request.Metadata.Count > 0)
        {
            json.WriteStartObject("labels");
            foreach (var (name, value) in request.Metadata)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        // What callers of the responses API have stored, the gateway stores.
        if (request.Store is { } store && !(store && request.Dialect == ChatDialect.Responses))
            json.WriteBoolean("store", store);
    }
}
