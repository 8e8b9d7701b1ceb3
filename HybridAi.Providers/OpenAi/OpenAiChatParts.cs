using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Profiles;

namespace HybridAi.Providers.OpenAi;

/// <summary>Writes the contents of messages: a plain string where that says it all, else a list of parts.</summary>
internal sealed class OpenAiChatParts(Utf8JsonWriter json, ChatRequest request, OpenAiChatWire wire, TranslationReport report)
{
    private readonly bool _sameWire = request.Dialect == ChatDialect.ChatCompletions;
    private readonly OpenAiChatMedia _media = new(json, request.Dialect == ChatDialect.ChatCompletions, wire, report);

    /// <summary>Writes a message's content.</summary>
    /// <param name="name">The field.</param>
    /// <param name="parts">What is said.</param>
    /// <param name="role">Whose message it is.</param>
    /// <param name="reasoning">Reasoning that goes back as parts before it.</param>
    public void WriteContent(string name, IReadOnlyList<ChatPart> parts, ChatRole role, IReadOnlyList<ChatPart.Reasoning>? reasoning = null)
    {
        if (reasoning is not { Count: > 0 } && PlainText(parts, role) is { } text)
        {
            json.WriteString(name, text);
            return;
        }

        json.WriteStartArray(name);
        foreach (var thought in reasoning ?? [])
            OpenAiChatReasoning.WriteThinking(json, thought);
        foreach (var part in parts)
            WritePart(part, role);
        json.WriteEndArray();
    }

    public void WriteResult(ChatPart.ToolResult result)
    {
        var parts = result.Parts;
        foreach (var part in parts)
        {
            if (part is ChatPart.Media { Source: not (MediaSource.Text or MediaSource.Parts) } or ChatPart.Opaque)
                report.Refuse(ChatField.Messages, $"{report.Target} takes only text as a tool's result; send the rest as the user's, or name another model.");
        }

        // The wire has no place for it, so it is said.
        if (result.IsError == true)
            parts = parts is [ChatPart.Text { Extra.Count: 0, Cache: null } text] ? [new ChatPart.Text("Error: " + text.Value)] : [new ChatPart.Text("Error:"), .. parts];
        WriteContent("content", parts, ChatRole.Tool);
    }

    public static void WriteCacheControl(Utf8JsonWriter json, CacheBreakpoint cache)
    {
        json.WriteStartObject("cache_control");
        json.WriteString("type", "ephemeral");
        if (cache.Ttl is { } ttl)
            json.WriteString("ttl", ttl >= TimeSpan.FromHours(1) ? "1h" : "5m");
        json.WriteEndObject();
    }

    private string? PlainText(IReadOnlyList<ChatPart> parts, ChatRole role) =>
        parts.Count == 0 ? ""
        : parts is [ChatPart.Text text] && (text.Extra.Count == 0 || !_sameWire) && !CanMark(text) ? Checked(text, role)
        : null;

    private string Checked(ChatPart.Text text, ChatRole role)
    {
        Report(text, role);
        return text.Value;
    }

    private bool CanMark(ChatPart part) => part.Cache is not null && (wire.Has(ChatFeature.CacheBreakpoints) || wire.Has(ChatFeature.CacheControl));

    private void WritePart(ChatPart part, ChatRole role)
    {
        switch (part)
        {
            case ChatPart.Text text:
                WriteText(text.Value, text, role);
                break;
            case ChatPart.Media { Source: MediaSource.Text source } media:
                WriteText(Introduction(media) + source.Value, media, role);
                break;
            case ChatPart.Media { Source: MediaSource.Parts source } media:
                WriteParts(media, source.Items, role);
                break;
            case ChatPart.Media media:
                if (media.Context is { } context)
                    WriteText(context, new ChatPart.Text(""), role);
                json.WriteStartObject();
                End(media, role, _media.Write(media));
                break;
            case ChatPart.Opaque { Wire: OpenAiChatJson.Wire } opaque:
                json.WriteRawValue(opaque.Json.Utf8.Span, skipInputValidation: true);
                break;
            default:
                report.Refuse(ChatField.Messages, $"{report.Target} cannot take a piece of the conversation ({(part is ChatPart.Opaque other ? other.Type : part.ToString())}); leave it out or name another model.");
                break;
        }
    }

    // The last of them ends the prefix that is to be cached.
    private void WriteParts(ChatPart.Media document, IReadOnlyList<ChatPart> items, ChatRole role)
    {
        if (Introduction(document) is { Length: > 0 } introduction)
            WriteText(introduction, new ChatPart.Text(""), role);
        var marks = CanMark(document);
        for (var i = 0; i < items.Count; i++)
            WritePart(marks && i == items.Count - 1 ? items[i] with { Cache = items[i].Cache ?? document.Cache } : items[i], ChatRole.Tool);
        Report(document, role);
    }

    private void WriteText(string text, ChatPart part, ChatRole role)
    {
        json.WriteStartObject();
        json.WriteString("type", "text");
        json.WriteString("text", text);
        End(part, role, "");
    }

    private void End(ChatPart part, ChatRole role, string inner)
    {
        if (part.Cache is { } cache && wire.Has(ChatFeature.CacheControl))
            WriteCacheControl(json, cache);
        else if (CanMark(part))
        {
            json.WriteStartObject("prompt_cache_breakpoint");
            json.WriteString("mode", "explicit");
            json.WriteEndObject();
        }

        if (_sameWire && inner.Length > 0)
            ExtraFields.Write(json, part.Extra, inner);
        else if (_sameWire)
            ExtraFields.Write(json, part.Extra);
        Report(part, role);
        json.WriteEndObject();
    }

    private void Report(ChatPart part, ChatRole role)
    {
        if (part.Cache is not null && !CanMark(part))
            report.Drop(part, role, PartMember.Cache);
        if (part.Seal is not null)
            report.Drop(part, role, PartMember.Seal);
        if (part is ChatPart.Media { Citable: true })
            report.Drop(part, role, PartMember.Citable);
        if (part is ChatPart.Text { Citations.Count: > 0 })
            report.Drop(part, role, PartMember.Citations);
        if (part is ChatPart.Media { Kind: not MediaKind.Image, Detail: not (null or "auto") })
            report.Drop(part, role, PartMember.Detail);
        if (!_sameWire)
            report.LacksExtra(part, role);
    }

    // A document that becomes text keeps what the caller said of it.
    private static string Introduction(ChatPart.Media media)
    {
        var text = new StringBuilder();
        if (media.Name is { } name)
            text.Append(name).Append("\n\n");
        if (media.Context is { } context)
            text.Append(context).Append("\n\n");
        return text.ToString();
    }
}
