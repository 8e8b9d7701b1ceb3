using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.Json;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Reads the content of a message or of a tool's output: a text, or a list of parts.</summary>
internal static class ContentReader
{
    private const string DataScheme = "data:";

    /// <summary>Reads a content.</summary>
    /// <param name="item">The item that has it.</param>
    /// <param name="name">Its field.</param>
    /// <param name="ofAssistant">Whether the model said it.</param>
    /// <param name="itemId">The item's id, for its parts.</param>
    public static IReadOnlyList<ChatPart> Read(JsonFields item, string name, bool ofAssistant, string? itemId)
    {
        switch (item.Any(name))
        {
            case null:
                item.Missing(name);
                return [];
            case { ValueKind: JsonValueKind.String } text:
                return [new ChatPart.Text(text.GetString()!) { ItemId = itemId }];
            case { ValueKind: JsonValueKind.Array }:
                var parts = new List<ChatPart>();
                foreach (var part in item.Objects(name))
                {
                    if (ReadPart(part, ofAssistant) is { } read)
                        parts.Add(read with { ItemId = itemId, Cache = ReadBreakpoint(part), Extra = part.Rest() });
                }

                return parts;
            default:
                item.Fail(name, "must be a text or a list of parts");
                return [];
        }
    }

    private static ChatPart? ReadPart(JsonFields part, bool ofAssistant)
    {
        switch (part.RequiredText("type"))
        {
            case "input_text":
                return new ChatPart.Text(part.RequiredText("text"));
            case "output_text" when ofAssistant:
                return ReadOutput(part);
            case "refusal" when ofAssistant:
                return new ChatPart.Refusal(part.RequiredText("refusal"));
            case "input_image" when !ofAssistant:
                return ReadImage(part);
            case "input_file" when !ofAssistant:
                return ReadFile(part);
            case "input_audio" when !ofAssistant:
                return ReadAudio(part);
            default:
                part.Fail("type", ofAssistant ? "must be 'output_text' or 'refusal' in what the assistant said"
                    : "must be 'input_text', 'input_image', 'input_file' or 'input_audio'");
                return null;
        }
    }

    private static ChatPart.Text ReadOutput(JsonFields part)
    {
        // How likely its tokens were says nothing to the next turn.
        part.Any("logprobs");
        List<Citation>? citations = null;
        foreach (var annotation in part.Objects("annotations"))
        {
            (citations ??= []).Add(new Citation(ResponsesDialect.Wire, annotation.Raw())
            {
                Start = annotation.Integer("start_index"),
                End = annotation.Integer("end_index"),
                Url = annotation.Text("url"),
                Title = annotation.Text("title") ?? annotation.Text("filename"),
                DocumentId = annotation.Text("file_id"),
            });
        }

        return new ChatPart.Text(part.RequiredText("text")) { Citations = citations ?? (IReadOnlyList<Citation>)[] };
    }

    private static ChatPart.Media? ReadImage(JsonFields part)
    {
        var detail = part.Text("detail");
        if (part.Text("image_url") is { } url)
            return ReadAddress(part, "image_url", url, MediaKind.Image) is { } image ? image with { Detail = detail } : null;
        if (part.Text("file_id") is { } id)
            return new ChatPart.Media(MediaKind.Image, new MediaSource.File(id)) { Detail = detail };
        part.Missing("image_url");
        return null;
    }

    private static ChatPart.Media? ReadFile(JsonFields part)
    {
        var (name, detail) = (part.Text("filename"), part.Text("detail"));
        var (data, url, id) = (part.Text("file_data"), part.Text("file_url"), part.Text("file_id"));
        ChatPart.Media? file = null;
        if (data is not null)
            file = data.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase) ? ReadData(part, "file_data", data, MediaKind.Document)
                : new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(Verbatim.Of(data))) { MediaType = TypeOf(name) };
        else if (url is not null)
            file = ReadAddress(part, "file_url", url, MediaKind.Document);
        else if (id is not null)
            file = new ChatPart.Media(MediaKind.Document, new MediaSource.File(id));
        else
            part.Fail("needs one of 'file_data', 'file_url' and 'file_id'");
        return file is null ? null : file with { Name = name, Detail = detail };
    }

    private static ChatPart.Media? ReadAudio(JsonFields part)
    {
        if (part.Object("input_audio") is not { } audio)
        {
            part.Missing("input_audio");
            return null;
        }

        var format = audio.RequiredText("format");
        audio.Missing("data");
        return new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(audio.TextBytes("data"))) { MediaType = format == "mp3" ? "audio/mpeg" : $"audio/{format}" };
    }

    private static ChatPart.Media? ReadAddress(JsonFields part, string name, string address, MediaKind kind) =>
        address.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase)
            ? ReadData(part, name, address, kind)
            : new ChatPart.Media(kind, new MediaSource.Url(address));

    // RFC 2397: data:[type][;parameters];base64,data
    private static ChatPart.Media? ReadData(JsonFields part, string name, string uri, MediaKind kind)
    {
        var comma = uri.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !uri.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase))
        {
            part.Fail(name, "must be an address or 'data:TYPE;base64,DATA'");
            return null;
        }

        var type = uri[DataScheme.Length..comma].Split(';')[0].ToLowerInvariant();
        return new ChatPart.Media(KindOf(type) ?? kind, new MediaSource.Base64(Verbatim.Of(uri[(comma + 1)..]))) { MediaType = type.Length > 0 ? type : null };
    }

    private static MediaKind? KindOf(string type) =>
        type.StartsWith("image/", StringComparison.Ordinal) ? MediaKind.Image
        : type.StartsWith("audio/", StringComparison.Ordinal) ? MediaKind.Audio
        : type.StartsWith("video/", StringComparison.Ordinal) ? MediaKind.Video
        : null;

    // Plain base64 tells no type; the name's ending does.
    private static string? TypeOf(string? name) => Path.GetExtension(name)?.ToLowerInvariant() switch
    {
        ".pdf" => "application/pdf",
        ".txt" => "text/plain",
        ".md" => "text/markdown",
        ".csv" => "text/csv",
        ".html" => "text/html",
        ".json" => "application/json",
        _ => null,
    };

    private static CacheBreakpoint? ReadBreakpoint(JsonFields part)
    {
        if (part.Object("prompt_cache_breakpoint") is not { } breakpoint)
            return null;
        breakpoint.Text("mode");
        return new CacheBreakpoint(null);
    }
}
