using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>
/// Writes reasoning as the wire's providers do: the text as <c>reasoning_content</c> and <c>reasoning</c>, and as <c>reasoning_details</c>,
/// which a client sends back so that the issuer knows its own again.
/// </summary>
internal static class ChatReasoningWriter
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ChatPart> parts)
    {
        var text = "";
        var any = false;
        foreach (var part in parts)
        {
            if (part is not ChatPart.Reasoning reasoning)
                continue;
            any |= reasoning.Texts.Count > 0 || reasoning.Seal is not null;
            foreach (var piece in reasoning.Texts)
                text += piece.Text;
        }

        if (!any)
            return;
        if (text.Length > 0)
            WriteText(json, text);
        json.WriteStartArray("reasoning_details");
        var index = 0;
        foreach (var part in parts)
        {
            if (part is ChatPart.Reasoning reasoning)
                WriteDetails(json, reasoning, ref index);
        }

        json.WriteEndArray();
    }

    public static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteString("reasoning_content", text);
        json.WriteString("reasoning", text);
    }

    /// <summary>Writes one item with a text, and the proof of it, if that belongs to it.</summary>
    public static void WriteDetail(Utf8JsonWriter json, ReasoningText text, int index, Seal? seal)
    {
        json.WriteStartObject();
        json.WriteString("type", text.Kind == ReasoningKind.Summary ? "reasoning.summary" : "reasoning.text");
        json.WriteString(text.Kind == ReasoningKind.Summary ? "summary" : "text", text.Text);
        if (seal is not null)
            json.WriteString("signature", Seals.ToText(seal));
        json.WriteNumber("index", index);
        json.WriteEndObject();
    }

    /// <summary>Writes an item that is nothing but proof.</summary>
    /// <param name="json">Stands within the list.</param>
    /// <param name="isSignature">Whether it signs the text before it; else it is a ciphertext.</param>
    /// <param name="index">Its number.</param>
    /// <param name="seal">The proof.</param>
    /// <param name="call">The tool call that it belongs to, or null.</param>
    public static void WriteProof(Utf8JsonWriter json, bool isSignature, int index, Seal seal, string? call = null)
    {
        json.WriteStartObject();
        json.WriteString("type", isSignature ? "reasoning.text" : "reasoning.encrypted");
        json.WriteString(isSignature ? "signature" : "data", Seals.ToText(seal));
        if (call is not null)
            json.WriteString("id", call);
        json.WriteNumber("index", index);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json, ChatPart.Reasoning reasoning, ref int index)
    {
        var isSignature = reasoning.Texts is [.., { Kind: not ReasoningKind.Summary }];
        for (var i = 0; i < reasoning.Texts.Count; i++)
            WriteDetail(json, reasoning.Texts[i], index++, isSignature && i == reasoning.Texts.Count - 1 ? reasoning.Seal : null);
        if (reasoning.Seal is { } seal && !isSignature)
            WriteProof(json, isSignature: false, index++, seal);
    }
}
