using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>Writes parts of a conversation as content blocks.</summary>
internal sealed class AnthropicBlocks(ChatRequest request, ChatTarget target, TranslationReport report)
{
    private readonly string _messages = ChatFields.NameOf(ChatField.Messages, request);
    private readonly AnthropicMedia _media = new(request, report);

    /// <summary>Whether a part is no more than a text, which needs no block around it.</summary>
    public static bool IsPlain(ChatPart part) => part is ChatPart.Text { Citations.Count: 0, Cache: null, Extra.Count: 0 };

    /// <summary>Whether a part is something that the latest API version no longer takes.</summary>
    public static bool NeedsFirstVersion(ChatPart part, bool isAssistant) => part switch
    {
        ChatPart.Media { Kind: MediaKind.Document } => isAssistant,
        ChatPart.Text text => !isAssistant && text.Citations.Count > 0,
        _ => false,
    };

    /// <summary>What is sent of a part: itself or what stands in for it; null if nothing is. Refuses what must not be lost.</summary>
    /// <param name="part">The part.</param>
    /// <param name="role">Whose message it is in; <see cref="ChatRole.Tool"/> also for what stands within a tool's result.</param>
    public ChatPart? Prepare(ChatPart part, ChatRole role)
    {
        switch (part)
        {
            case ChatPart.Text text:
                return Prepare(text, role);
            case ChatPart.Refusal refusal:
                Name(refusal, role);
                return Prepare(new ChatPart.Text(refusal.Value) { Cache = refusal.Cache }, role);
            case ChatPart.Reasoning reasoning:
                return Prepare(reasoning, role);
            case ChatPart.Speech { Transcript.Length: > 0 } speech:
                Name(speech, role);
                return Prepare(new ChatPart.Text(speech.Transcript) { Cache = speech.Cache }, role);
            case ChatPart.Speech:
                report.Refuse(_messages, $"{report.Target} cannot hear audio of an earlier answer; send its transcript instead.");
                return null;
            case ChatPart.ToolCall call:
                return Prepare(call, role);
            case ChatPart.ToolResult result:
                Name(result, role);
                return result with { Parts = [.. result.Parts.Select(inner => Prepare(inner, ChatRole.Tool)).OfType<ChatPart>()] };
            case ChatPart.Media media:
                Name(media, role);
                return _media.Prepare(media, role);
            case ChatPart.Opaque { Wire: not ("messages" or "anthropic") } opaque:
                report.Refuse(_messages, $"{report.Target} does not know '{opaque.Type}'; leave it out or name another model.");
                return null;
            default:
                return part;
        }
    }

    /// <summary>Writes a turn's or a result's content: a text where that is enough.</summary>
    public void WriteContent(Utf8JsonWriter json, IReadOnlyList<ChatPart> parts)
    {
        if (parts is [ChatPart.Text only] && IsPlain(only))
        {
            json.WriteStringValue(only.Value);
            return;
        }

        json.WriteStartArray();
        foreach (var part in parts)
            Write(json, part);
        json.WriteEndArray();
    }

    /// <summary>Writes a prepared part.</summary>
    public void Write(Utf8JsonWriter json, ChatPart part)
    {
        if (part is ChatPart.Opaque opaque)
        {
            json.WriteRawValue(opaque.Json.Utf8.Span, skipInputValidation: true);
            return;
        }

        json.WriteStartObject();
        switch (part)
        {
            case ChatPart.Text text:
                WriteText(json, text);
                break;
            case ChatPart.Reasoning reasoning:
                WriteThinking(json, reasoning);
                break;
            case ChatPart.ToolCall call:
                json.WriteString("type", "tool_use");
                json.WriteString("id", ToolIds.Clean(call.Id));
                json.WriteString("name", call.Name);
                json.Raw("input", call.Input);
                break;
            case ChatPart.ToolResult result:
                WriteResult(json, result);
                break;
            case ChatPart.Media media:
                _media.Write(json, media, this);
                break;
        }

        json.Cache(part is ChatPart.Reasoning ? null : part.Cache);
        if (request.Dialect == ChatDialect.Messages)
        {
            foreach (var field in part.Extra)
                json.Raw(field.Path, field.Json);
        }

        json.WriteEndObject();
    }

    // Anthropic refuses texts of nothing but white space.
    private ChatPart.Text? Prepare(ChatPart.Text text, ChatRole role)
    {
        Name(text, role);
        if (string.IsNullOrWhiteSpace(text.Value))
            return null;
        if (!text.Citations.Any(IsForeign))
            return text;
        report.Drop(text, role, PartMember.Citations);
        return text with { Citations = [.. text.Citations.Where(citation => !IsForeign(citation))] };
    }

    private static bool IsForeign(Citation citation) => citation.Wire is not ("messages" or "anthropic");

    // Without a seal, or with somebody else's, Anthropic would refuse it. One of unknown issuer came from whom the caller's dialect is.
    private ChatPart.Reasoning? Prepare(ChatPart.Reasoning reasoning, ChatRole role)
    {
        if (reasoning.Seal is { } seal && (seal.Issuer == target.Provider || (seal.Issuer.Length == 0 && request.Dialect == ChatDialect.Messages)))
            return reasoning;
        report.Drop(reasoning, role, PartMember.Whole);
        return null;
    }

    private ChatPart.ToolCall? Prepare(ChatPart.ToolCall call, ChatRole role)
    {
        Name(call, role);
        if (call.Kind == ToolKind.Custom)
            return call with { Input = EmulatedTools.Wrap(call.Input) };
        if (call.Input.IsEmpty)
            return call with { Input = Verbatim.Of("{}") };
        if (CallArguments.IsObject(call.Input))
            return call;
        report.Refuse(_messages, $"{report.Target} takes arguments of tool calls only as a JSON object; those of a call of '{call.Name}' are none.");
        return null;
    }

    private void Name(ChatPart part, ChatRole role)
    {
        if (part.Seal is not null)
            report.Drop(part, role, PartMember.Seal);
        if (request.Dialect != ChatDialect.Messages)
            report.LacksExtra(part, role);
    }

    private static void WriteText(Utf8JsonWriter json, ChatPart.Text text)
    {
        json.WriteString("type", "text");
        json.WriteString("text", text.Value);
        if (text.Citations.Count == 0)
            return;
        json.WriteStartArray("citations");
        foreach (var citation in text.Citations)
            json.WriteRawValue(citation.Json.Utf8.Span, skipInputValidation: true);
        json.WriteEndArray();
    }

    private static void WriteThinking(Utf8JsonWriter json, ChatPart.Reasoning reasoning)
    {
        if (reasoning.Texts.Count == 0)
        {
            json.WriteString("type", "redacted_thinking");
            json.WriteString("data", reasoning.Seal!.Data.Utf8.Span);
            return;
        }

        json.WriteString("type", "thinking");
        json.WriteString("thinking", string.Concat(reasoning.Texts.Select(text => text.Text)));
        json.WriteString("signature", reasoning.Seal!.Data.Utf8.Span);
    }

    private void WriteResult(Utf8JsonWriter json, ChatPart.ToolResult result)
    {
        json.WriteString("type", "tool_result");
        json.WriteString("tool_use_id", ToolIds.Clean(result.CallId));
        if (result.Parts.Count > 0)
        {
            json.WritePropertyName("content");
            WriteContent(json, result.Parts);
        }

        if (result.IsError is { } isError)
            json.WriteBoolean("is_error", isError);
    }
}
