using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Messages;

/// <summary>Reads content blocks (messages.d.ts: ContentBlockParam). A kind that is not known stays as it is, for Anthropic alone.</summary>
/// <param name="role">Whose blocks they are.</param>
/// <param name="isLatest">Whether the latest version is spoken, which takes less.</param>
internal sealed class MessagesBlocks(ChatRole role, bool isLatest)
{
    private const string LatestRefuses = "not taken by version 2026-10-21 of the API; leave it out, or send 'anthropic-version: 2023-06-01'";

    public static CacheBreakpoint? ReadCache(JsonFields fields)
    {
        if (fields.Object("cache_control") is not { } cache)
            return null;
        if (cache.RequiredText("type") != "ephemeral")
            cache.Fail("type", "must be ephemeral");
        var ttl = cache.Text("ttl");
        if (ttl is not (null or "5m" or "1h"))
            cache.Fail("ttl", "must be 5m or 1h");
        return new CacheBreakpoint(ttl switch { "5m" => TimeSpan.FromMinutes(5), "1h" => TimeSpan.FromHours(1), _ => null });
    }

    public List<ChatPart> Read(IReadOnlyList<JsonFields> blocks)
    {
        var parts = new List<ChatPart>(blocks.Count);
        foreach (var block in blocks)
            parts.Add(Read(block));
        return parts;
    }

    private ChatPart Read(JsonFields block)
    {
        var type = block.RequiredText("type");
        ChatPart part = type switch
        {
            "text" => ReadText(block),
            "image" => new ChatPart.Media(MediaKind.Image, ReadSource(block, out var mediaType)) { MediaType = mediaType },
            "document" => ReadDocument(block),
            "search_result" => ReadSearchResult(block),
            "thinking" when role == ChatRole.Assistant =>
                new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, block.RequiredText("thinking"))]) { Seal = ReadSeal(block.Text("signature")) },
            "redacted_thinking" when role == ChatRole.Assistant => new ChatPart.Reasoning([]) { Seal = ReadSeal(block.RequiredText("data")) },
            "tool_use" when role == ChatRole.Assistant => ReadCall(block),
            "tool_result" when role == ChatRole.User => ReadResult(block),
            _ => new ChatPart.Opaque("messages", type, block.Raw()),
        };
        if (role == ChatRole.System && part is not ChatPart.Text)
            block.Fail("must be a text block");
        return part is ChatPart.Opaque ? part : part with { Cache = ReadCache(block), Extra = ReadExtra(block, part) };
    }

    private static IReadOnlyList<ExtraField> ReadExtra(JsonFields block, ChatPart part) =>
        part.Extra.Count == 0 ? block.Rest() : [.. part.Extra, .. block.Rest()];

    private ChatPart.Text ReadText(JsonFields block)
    {
        var citations = new List<Citation>();
        foreach (var (value, _) in block.List("citations"))
            citations.Add(new Citation("messages", block.RawOf(value)));
        if (citations.Count > 0 && isLatest && role == ChatRole.User)
            block.Fail("citations", $"is, on a text of the user, {LatestRefuses}");
        return new ChatPart.Text(block.RequiredText("text")) { Citations = citations };
    }

    private ChatPart.Media ReadDocument(JsonFields block)
    {
        if (isLatest && role == ChatRole.Assistant)
            block.Fail($"is a document of the assistant, which is {LatestRefuses}");
        return new ChatPart.Media(MediaKind.Document, ReadSource(block, out var mediaType))
        {
            MediaType = mediaType,
            Name = block.Text("title"),
            Context = block.Text("context"),
            Citable = block.Object("citations")?.Flag("enabled"),
        };
    }

    // What it says comes from an address or a name, which only this wire has a place for.
    private ChatPart.Media ReadSearchResult(JsonFields block)
    {
        block.RequiredText("source");
        return new ChatPart.Media(MediaKind.Document, new MediaSource.Parts(Read(block.Objects("content"))))
        {
            Name = block.RequiredText("title"),
            Citable = block.Object("citations")?.Flag("enabled"),
            Extra = [new ExtraField("source", block.Raw("source"))],
        };
    }

    private MediaSource ReadSource(JsonFields block, out string? mediaType)
    {
        mediaType = null;
        block.Missing("source");
        if (block.Object("source") is not { } source)
            return new MediaSource.Text("");
        var type = source.RequiredText("type");
        switch (type)
        {
            case "base64":
                mediaType = source.RequiredText("media_type");
                source.Missing("data");
                return new MediaSource.Base64(source.TextBytes("data"));
            case "url":
                return new MediaSource.Url(source.RequiredText("url"));
            case "file":
                return new MediaSource.File(source.RequiredText("file_id"));
            case "text":
                mediaType = source.Text("media_type");
                return new MediaSource.Text(source.RequiredText("data"));
            case "content":
                return new MediaSource.Parts(ReadInner(source, "content"));
            default:
                source.Fail("type", "must be one of base64, url, file, text, content");
                return new MediaSource.Text("");
        }
    }

    private static ChatPart.ToolCall ReadCall(JsonFields block)
    {
        var id = Seals.FromId(block.RequiredText("id"), out var seal);
        block.Missing("input");
        if (block.Any("input") is { ValueKind: not JsonValueKind.Object })
            block.Fail("input", "must be an object");
        return new ChatPart.ToolCall(ToolKind.Function, id, block.RequiredText("name"), block.Raw("input")) { Seal = seal };
    }

    private ChatPart.ToolResult ReadResult(JsonFields block) =>
        new(Seals.FromId(block.RequiredText("tool_use_id"), out _), ReadInner(block, "content")) { IsError = block.Flag("is_error") };

    private List<ChatPart> ReadInner(JsonFields block, string name)
    {
        if (block.Any(name) is not { } content)
            return [];
        if (content.ValueKind == JsonValueKind.String)
            return [new ChatPart.Text(content.GetString()!)];
        // Within a result or a document there are no results: those would nest without an end.
        return new MessagesBlocks(ChatRole.Tool, isLatest).Read(block.Objects(name));
    }

    private static Seal? ReadSeal(string? text) => string.IsNullOrEmpty(text) ? null : Seals.FromText(text);
}
