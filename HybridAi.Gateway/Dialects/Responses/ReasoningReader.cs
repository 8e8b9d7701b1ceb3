using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Reads a reasoning item that a caller passes back.</summary>
internal static class ReasoningReader
{
    /// <summary>The part; null if the item has neither words nor a seal, so that it says nothing to anybody.</summary>
    public static ChatPart.Reasoning? Read(JsonFields item)
    {
        var ofWords = false;
        var encrypted = item.Text("encrypted_content") is { Length: > 0 } content ? content : null;
        var seal = encrypted is null ? null : Seals.FromText(encrypted, out ofWords);
        // What the gateway itself wrote was the reasoning as its provider showed it, whichever of the two lists it was written to.
        var summary = encrypted is not null && Seals.IsNamed(encrypted) ? ReasoningKind.Thought : ReasoningKind.Summary;
        var texts = new List<ReasoningText>();
        Read(item, "summary", "summary_text", summary, texts);
        Read(item, "content", "reasoning_text", ReasoningKind.Thought, texts);
        // Some clients send back the summary and the seal only. Without any words it would be another kind of reasoning: the hidden one.
        if (ofWords && texts.Count == 0 && seal is not null)
            texts.Add(new ReasoningText(ReasoningKind.Thought, ""));
        var id = item.Text("id");
        item.Any("status");
        var extra = item.Rest();
        return texts.Count == 0 && seal is null ? null : new ChatPart.Reasoning(texts) { ItemId = id, Seal = seal, Extra = extra };
    }

    private static void Read(JsonFields item, string name, string type, ReasoningKind kind, List<ReasoningText> texts)
    {
        foreach (var part in item.Objects(name))
        {
            if (part.RequiredText("type") is var said && said != type && said.Length > 0)
                part.Fail("type", $"must be '{type}'");
            texts.Add(new ReasoningText(kind, part.RequiredText("text")));
        }
    }
}
