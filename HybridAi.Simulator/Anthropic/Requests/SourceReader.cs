using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Reads the sources of images and documents.</summary>
internal sealed class SourceReader(PromptCounter counter)
{
    private const int MostImageBytes = 5 * 1024 * 1024;

    // A token for 750 pixels, and at most so many; a page of a PDF is text and image.
    private const int PixelsPerToken = 750;
    private const int MostImageTokens = 1600;
    private const int UsualFile = 1500;
    private static readonly string[] ImageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"];
    private static readonly string[] ImageSources = ["base64", "url", "file"];
    private static readonly string[] DocumentSources = ["base64", "text", "url", "file", "content"];

    public ApiError? ReadImage(JsonElement source, string path)
    {
        var kind = Kind(source);
        return kind switch
        {
            "base64" => ReadImageData(source, path),
            "url" or "file" => ReadReference(source, kind, path, UsualFile),
            _ => Field.WrongTag(path, kind, ImageSources),
        };
    }

    /// <param name="source">The source.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="readBlocks">Reads a list of text and image blocks.</param>
    /// <param name="text">The text of a plain-text document.</param>
    public ApiError? ReadDocument(JsonElement source, string path, Func<JsonElement, string, ApiError?> readBlocks, out string? text)
    {
        text = null;
        var kind = Kind(source);
        switch (kind)
        {
            case "base64":
                return ReadPdf(source, path);
            case "text":
                if (ReadData(source, $"{path}.text", ["text/plain"], out text) is { } wrong)
                    return wrong;
                if (text.Length == 0)
                    return Field.Wrong($"{path}.text.data", "String should have at least 1 character");
                counter.Meter.AddText(text);
                return null;
            case "url" or "file":
                return ReadReference(source, kind, path, UsualFile);
            case "content":
                if (Field.CheckAll(source, $"{path}.content", RequestShape.ContentSource) is { } shape)
                    return shape;
                return readBlocks(source.GetProperty("content"), $"{path}.content.content");
            default:
                return Field.WrongTag(path, kind, DocumentSources);
        }
    }

    private static string? Kind(JsonElement source) =>
        source.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private ApiError? ReadImageData(JsonElement source, string path)
    {
        if (ReadData(source, $"{path}.base64", ImageTypes, out var data) is { } wrong)
            return wrong;
        if (data.Length == 0 || !Base64.IsValid(data, out var length))
            return Field.Wrong($"{path}.base64.data", "Invalid base64 data");
        if (length > MostImageBytes)
            return Field.Wrong($"{path}.base64", $"image exceeds 5 MB maximum: {length} bytes > {MostImageBytes} bytes");
        Span<byte> head = stackalloc byte[24];
        head.Clear();
        Convert.TryFromBase64Chars(data.AsSpan(0, Math.Min(32, data.Length / 4 * 4)), head, out _);
        var given = source.GetProperty("media_type").GetString();
        if (TypeOf(head) is { } real && real != given)
            return Field.Wrong($"{path}.base64.data", $"The image was specified using the {given} media type, but the image appears to be a {real} image");
        counter.Meter.AddTokens(TokensOf(head), data);
        return null;
    }

    private ApiError? ReadPdf(JsonElement source, string path)
    {
        if (ReadData(source, $"{path}.base64", ["application/pdf"], out var data) is { } wrong)
            return wrong;
        if (data.Length == 0 || !Base64.IsValid(data))
            return Field.Wrong($"{path}.base64.data", "The PDF specified was not valid.");
        counter.Meter.AddTokens(UsualFile, data);
        return null;
    }

    private static ApiError? ReadData(JsonElement source, string path, string[] mediaTypes, out string data)
    {
        data = "";
        if (Field.CheckAll(source, path, RequestShape.Base64Source) is { } wrong)
            return wrong;
        var type = new Field("media_type", FieldType.Text) { Choices = mediaTypes };
        if (type.Check(source.GetProperty("media_type"), $"{path}.media_type") is { } wrongType)
            return wrongType;
        data = source.GetProperty("data").GetString()!;
        return null;
    }

    private ApiError? ReadReference(JsonElement source, string kind, string path, int tokens)
    {
        if (Field.CheckAll(source, $"{path}.{kind}", kind == "url" ? RequestShape.UrlSource : RequestShape.FileSource) is { } wrong)
            return wrong;
        if (kind == "url" && !(Uri.TryCreate(source.GetProperty("url").GetString(), UriKind.Absolute, out var uri) && uri.Scheme == "https"))
            return Field.Wrong($"{path}.url.url", "Only HTTPS URLs are supported.");
        counter.Meter.AddTokens(tokens, source.GetRawText());
        return null;
    }

    private static string? TypeOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]))
            return "image/png";
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (head.StartsWith("GIF8"u8))
            return "image/gif";
        return head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8) ? "image/webp" : null;
    }

    private static int TokensOf(ReadOnlySpan<byte> head)
    {
        if (TypeOf(head) != "image/png")
            return MostImageTokens;
        var width = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), 1, 100_000);
        var height = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head[20..]), 1, 100_000);
        return (int)Math.Clamp((long)width * height / PixelsPerToken, 1, MostImageTokens);
    }
}
