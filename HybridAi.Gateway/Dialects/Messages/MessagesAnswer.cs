using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Writes a whole answer as Anthropic's message object: of several choices the first, since it knows only one.</summary>
internal static class MessagesAnswer
{
    public static void Write(ChatResponse response, IBufferWriter<byte> output)
    {
        var choice = response.Choices is [var first, ..] ? first : new ChatChoice([], null);
        using var json = new Utf8JsonWriter(output, ErrorWriter.Readable);
        json.WriteStartObject();
        MessagesEnvelope.WriteHead(json, response.Head);
        json.WriteStartArray("content");
        foreach (var part in choice.Parts)
            WritePart(json, part);
        json.WriteEndArray();
        MessagesEnvelope.WriteEnd(json, choice.Finish, response.Extra);
        json.WritePropertyName("usage");
        MessagesUsage.Write(json, response.Usage?.Tokens ?? default, response.Head.ServiceTier, response.Extra);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, ChatPart part)
    {
        switch (part)
        {
            case ChatPart.Text { Value.Length: > 0 } text:
                WriteText(json, text.Value, text.Citations);
                break;
            case ChatPart.Refusal { Value.Length: > 0 } refusal:
                WriteText(json, refusal.Value, []);
                break;
            case ChatPart.Speech { Transcript.Length: > 0 } speech:
                WriteText(json, speech.Transcript, []);
                break;
            case ChatPart.Reasoning reasoning:
                WriteReasoning(json, reasoning);
                break;
            case ChatPart.ToolCall call:
                MessagesEnvelope.WriteCallStart(json, call, call.Seal);
                json.WritePropertyName("input");
                WriteInput(json, call.Input);
                json.WriteEndObject();
                break;
            case ChatPart.Opaque opaque when MessagesEnvelope.IsOwn(opaque.Wire):
                json.WriteRawValue(opaque.Json.Utf8.Span);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, string text, IReadOnlyList<Citation> citations)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        // Absent rather than null where there are none: clients take a list or nothing (npm @ai-sdk/anthropic).
        if (citations.Any(citation => MessagesEnvelope.IsOwn(citation.Wire)))
        {
            json.WriteStartArray("citations");
            foreach (var citation in citations)
            {
                if (MessagesEnvelope.IsOwn(citation.Wire))
                    json.WriteRawValue(citation.Json.Utf8.Span);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ChatPart.Reasoning reasoning)
    {
        if (reasoning is { Texts.Count: 0, Seal: null })
            return;
        json.WriteStartObject();
        if (reasoning.Texts.Count == 0)
        {
            json.WriteString("type", "redacted_thinking");
            json.WriteString("data", Seals.ToText(reasoning.Seal!));
        }
        else
        {
            json.WriteString("type", "thinking");
            json.WriteString("thinking", string.Join(MessagesEnvelope.BetweenThoughts, reasoning.Texts.Select(text => text.Text)));
            json.WriteString("signature", reasoning.Seal is { } seal ? Seals.ToText(seal) : Seals.Unsealed());
        }

        json.WriteEndObject();
    }

    // Models write broken arguments too; the caller's tool gets to see them, but within an object, which is all that this wire can carry.
    private static void WriteInput(Utf8JsonWriter json, Verbatim input)
    {
        if (MessagesJson.IsObject(input))
        {
            json.WriteRawValue(input.Utf8.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        if (!input.IsEmpty)
            json.WriteString("input", input.Decode());
        json.WriteEndObject();
    }
}
