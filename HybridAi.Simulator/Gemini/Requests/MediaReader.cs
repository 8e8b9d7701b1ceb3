using System.Buffers.Binary;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Reads images, sound, video and documents: whether the model takes them, and what they count.</summary>
internal sealed class MediaReader(CatalogModel model, PromptMeter meter)
{
    private const int TokensPerTile = 258;
    private const int TileSide = 768;
    private const int SmallSide = 384;

    private static readonly string[] ImageTypes = ["image/png", "image/jpeg", "image/jpg", "image/webp", "image/heic", "image/heif", "image/gif", "image/bmp", "image/avif"];

    public PromptModalities Modalities { get; } = new();

    public ApiError? ReadInline(JsonElement blob, string path)
    {
        if (ProtoReader.Text(blob, "mimeType") is not { Length: > 0 } type)
            return Invalid.At($"{path}.mime_type", "mime_type is required");
        if (ProtoReader.Text(blob, "data") is not { Length: > 0 } data)
            return Invalid.At($"{path}.data", "data is required");
        if (ReadType(type, out var modality) is { } refused)
            return refused;
        if (modality == "text")
        {
            meter.AddText(System.Text.Encoding.UTF8.GetString(Decode(data)));
            return null;
        }

        Count(modality, TokensOf(modality, data), data);
        return null;
    }

    public ApiError? ReadFile(JsonElement file, string path)
    {
        if (ProtoReader.Text(file, "fileUri") is not { Length: > 0 } address)
            return Invalid.At($"{path}.file_uri", "file_uri is required");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "gs"))
            return Invalid.Argument($"Invalid or unsupported file uri: {TextComposer.Cut(address, 200)}", path);
        var type = ProtoReader.Text(file, "mimeType") ?? (uri.Host.EndsWith("youtube.com", StringComparison.Ordinal) ? "video/mp4" : null);
        if (type is null)
            return Invalid.At($"{path}.mime_type", "mime_type is required");
        if (ReadType(type, out var modality) is { } refused)
            return refused;
        Count(modality, modality == "video" ? 10 * TokensPerTile : TokensPerTile, address);
        return null;
    }

    private ApiError? ReadType(string type, out string modality)
    {
        type = type.ToLowerInvariant();
        modality = type switch
        {
            "application/pdf" => "pdf",
            _ when ImageTypes.Contains(type) => "image",
            _ when type.StartsWith("audio/", StringComparison.Ordinal) => "audio",
            _ when type.StartsWith("video/", StringComparison.Ordinal) => "video",
            _ when type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/x-javascript" => "text",
            _ => "",
        };
        return modality.Length > 0 && (modality == "text" || model.Inputs.Contains(modality))
            ? null
            : Invalid.Argument($"Unsupported MIME type: {TextComposer.Cut(type, 200)}");
    }

    private void Count(string modality, int tokens, string content)
    {
        meter.AddTokens(tokens, content);
        Modalities.Add(modality, tokens);
    }

    // 258 a tile or page, 32 a second of sound at 16 kHz, 263 a second of video of about 100 kB.
    private static int TokensOf(string modality, string data)
    {
        var bytes = (int)(data.Length * 3L / 4);
        return modality switch
        {
            "image" => ImageTokens(Decode(data.Length > 64 ? data[..64] : data)),
            "audio" => 1 + (bytes / 1_000),
            "video" => 263 * (1 + (bytes / 100_000)),
            _ => TokensPerTile * (1 + (bytes / 100_000)),
        };
    }

    // A PNG tells its size in its first bytes.
    private static int ImageTokens(ReadOnlySpan<byte> head)
    {
        if (head.Length < 24 || BinaryPrimitives.ReadUInt32BigEndian(head) != 0x89504E47)
            return TokensPerTile;
        var width = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), 1u, 20_000u);
        var height = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head[20..]), 1u, 20_000u);
        if (width <= SmallSide && height <= SmallSide)
            return TokensPerTile;
        return TokensPerTile * (int)(((width + TileSide - 1) / TileSide) * ((height + TileSide - 1) / TileSide));
    }

    // Both alphabets, with and without padding.
    private static byte[] Decode(string data)
    {
        var text = data.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length) ? bytes[..length] : [];
    }
}
