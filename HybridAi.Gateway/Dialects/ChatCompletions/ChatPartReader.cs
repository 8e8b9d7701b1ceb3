using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Reads the contents of messages.</summary>
internal static class ChatPartReader
{
    /// <summary>The wire's name in opaque parts.</summary>
    public const string Wire = "openai";

    private const string PdfInBase64 = "JVBERi0";

    /// <summary>Reads the field <c>content</c>: a text, a list of parts, or nothing.</summary>
    public static IReadOnlyList<ChatPart> ReadContent(JsonFields message)
    {
        if (message.Any("content") is not { } content)
            return [];
        if (content.ValueKind == JsonValueKind.String)
            return [new ChatPart.Text(content.GetString()!)];
        if (content.ValueKind != JsonValueKind.Array)
        {
            message.Fail("content", "must be a text or a list of parts");
            return [];
        }

        var parts = new List<ChatPart>();
        foreach (var part in message.Objects("content"))
            parts.Add(Read(part));
        return parts;
    }

    /// <summary>Reads <c>cache_control</c>, Anthropic's and OpenRouter's.</summary>
    public static CacheBreakpoint? ReadCacheControl(JsonFields of)
    {
        if (of.Object("cache_control") is not { } control)
            return null;
        control.Text("type");
        return new CacheBreakpoint(control.Text("ttl") switch
        {
            "1h" => TimeSpan.FromHours(1),
            "5m" => TimeSpan.FromMinutes(5),
            _ => null,
        });
    }

    private static CacheBreakpoint? ReadBreakpoint(JsonFields part)
    {
        if (part.Object("prompt_cache_breakpoint") is not { } breakpoint)
            return null;
        breakpoint.Text("mode");
        return new CacheBreakpoint(null);
    }

    private static ChatPart Read(JsonFields part)
    {
        var type = part.RequiredText("type");
        var inner = new List<ExtraField>();
        ChatPart read = type switch
        {
            "text" or "input_text" or "output_text" => new ChatPart.Text(part.RequiredText("text")),
            "refusal" => new ChatPart.Refusal(part.RequiredText("refusal")),
            "image_url" => ReadAddress(part, type, MediaKind.Image, inner),
            "video_url" => ReadAddress(part, type, MediaKind.Video, inner),
            "input_audio" => ReadAudio(part, inner),
            "file" => ReadFile(part, inner),
            "document_url" => ReadDocument(part),
            "thinking" => ChatReasoningReader.ReadThinking(part),
            _ => new ChatPart.Opaque(Wire, type, part.Raw()),
        };
        if (read is ChatPart.Opaque)
            return read;
        var cache = ReadCacheControl(part) ?? ReadBreakpoint(part);
        inner.AddRange(part.Rest());
        return read with { Cache = cache, Extra = inner.Count == 0 ? [] : inner };
    }

    private static ChatPart.Media ReadAddress(JsonFields part, string name, MediaKind kind, List<ExtraField> extra)
    {
        part.Missing(name);
        string address;
        string? detail = null;
        if (part.Json.TryGetProperty(name, out var given) && given.ValueKind == JsonValueKind.String)
            address = part.RequiredText(name);
        else if (part.Object(name) is { } image)
        {
            address = image.RequiredText("url");
            detail = image.Text("detail");
            extra.AddRange(image.Rest(name + "/"));
        }
        else
            address = "";
        return SourceOf(address, kind) with { Detail = detail };
    }

    private static ChatPart.Media SourceOf(string address, MediaKind kind) => DataUri.TryParse(address, out var mediaType, out var data)
        ? new ChatPart.Media(kind, new MediaSource.Base64(data)) { MediaType = mediaType }
        : new ChatPart.Media(kind, new MediaSource.Url(address));

    private static ChatPart.Media ReadAudio(JsonFields part, List<ExtraField> extra)
    {
        part.Missing("input_audio");
        if (part.Json.TryGetProperty("input_audio", out var bare) && bare.ValueKind == JsonValueKind.String)
            return new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(part.TextBytes("input_audio")));
        if (part.Object("input_audio") is not { } audio)
            return new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(default));
        audio.Missing("data");
        var media = new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(audio.TextBytes("data"))) { MediaType = TypeOf(audio.RequiredText("format")) };
        extra.AddRange(audio.Rest("input_audio/"));
        return media;
    }

    private static string TypeOf(string format) => format == "mp3" ? "audio/mpeg" : $"audio/{format}";

    private static ChatPart.Media ReadFile(JsonFields part, List<ExtraField> extra)
    {
        part.Missing("file");
        if (part.Object("file") is not { } file)
            return new ChatPart.Media(MediaKind.Document, new MediaSource.File(""));
        var media = ReadFileSource(file) with { Name = file.Text("filename") };
        extra.AddRange(file.Rest("file/"));
        return media;
    }

    private static ChatPart.Media ReadFileSource(JsonFields file)
    {
        var id = file.Text("file_id");
        if (file.Text("file_data") is not { } data)
        {
            if (id is null)
                file.Fail("must have 'file_data' or 'file_id'");
            return new ChatPart.Media(MediaKind.Document, new MediaSource.File(id ?? ""));
        }

        if (data.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || data.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return new ChatPart.Media(MediaKind.Document, new MediaSource.Url(data));
        if (DataUri.TryParse(data, out var mediaType, out var base64))
            return new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(base64)) { MediaType = mediaType };
        return new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(Verbatim.Of(data)))
        {
            MediaType = data.StartsWith(PdfInBase64, StringComparison.Ordinal) ? "application/pdf" : null,
        };
    }

    // Mistral's own.
    private static ChatPart.Media ReadDocument(JsonFields part) =>
        SourceOf(part.RequiredText("document_url"), MediaKind.Document) with { Name = part.Text("document_name") };
}
