using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Reads the content of messages: texts and parts of the kinds that a role, provider and model accept.</summary>
internal sealed class ContentReader(ProviderProfile profile, ServedModel model, PromptMeter meter)
{
    // What an image costs when its size is not known, and at low detail (the tile formula of vision models).
    private const int UsualImage = 765;
    private const int LowDetailImage = 85;
    private const int TokensPerTile = 170;
    private const int UsualFile = 512;
    private static readonly string[] TextOnly = ["text"];
    private static readonly string[] ImageTypes = ["png", "jpeg", "jpg", "gif", "webp"];

    public int AudioTokens { get; private set; }

    public ApiError? Read(JsonElement content, string role, string path, out string text)
    {
        text = "";
        if (content.ValueKind == JsonValueKind.String)
        {
            text = content.GetString()!;
            meter.AddText(text);
            return null;
        }

        if (content.ValueKind != JsonValueKind.Array)
            return FieldRule.WrongType(path, "one of a string or array of objects", content);
        if (content.GetArrayLength() == 0)
            return ApiError.Invalid($"Invalid '{path}': empty array. Expected an array with minimum length 1, but got an empty array instead.", path, "empty_array");
        var kinds = role switch
        {
            "user" => profile.UserParts,
            "assistant" => profile.AssistantParts,
            _ => TextOnly,
        };
        var joined = new StringBuilder();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (part.ValueKind != JsonValueKind.Object)
                return FieldRule.WrongType(at, "an object", part);
            if (ReadPart(part, kinds, at, joined) is { } error)
                return error;
        }

        text = joined.ToString();
        return null;
    }

    private ApiError? ReadPart(JsonElement part, string[] kinds, string at, StringBuilder joined)
    {
        if (RequestFields.Text(part, "type") is not { } kind)
            return RequestFields.Missing(profile, $"{at}.type");
        if (!kinds.Contains(kind, StringComparer.Ordinal))
            return FieldRule.WrongChoice($"{at}.type", kind, kinds);
        switch (kind)
        {
            case "text":
            case "refusal":
                if (RequestFields.Get(part, kind) is not { } text)
                    return RequestFields.Missing(profile, $"{at}.{kind}");
                if (text.ValueKind != JsonValueKind.String)
                    return FieldRule.WrongType($"{at}.{kind}", "a string", text);
                meter.AddText(text.GetString());
                joined.Append(joined.Length > 0 ? "\n" : "").Append(text.GetString());
                return null;
            case "image_url":
            case "image":
                return ReadImage(part, kind, at);
            case "input_audio":
                return ReadAudio(part, at);
            case "file":
            case "document_url":
                return ReadFile(part, kind, at);
            default:
                meter.AddText(part.GetRawText());
                return null;
        }
    }

    private ApiError? ReadImage(JsonElement part, string kind, string at)
    {
        if (!model.Catalog.Inputs.Contains("image"))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid content type. image_url is only supported by certain models.", $"{at}.type", "invalid_value");
        if (RequestFields.Get(part, kind) is not { } image)
            return RequestFields.Missing(profile, $"{at}.{kind}");
        var detail = "auto";
        string? url;
        if (image.ValueKind == JsonValueKind.String && (profile.ImageUrlMayBeText || kind == "image"))
        {
            url = image.GetString();
        }
        else if (image.ValueKind != JsonValueKind.Object)
        {
            return FieldRule.WrongType($"{at}.{kind}", "an object", image);
        }
        else
        {
            if (RequestFields.Get(image, "url") is not { } address)
                return RequestFields.Missing(profile, $"{at}.{kind}.url");
            if (address.ValueKind != JsonValueKind.String)
                return FieldRule.WrongType($"{at}.{kind}.url", "a string", address);
            url = address.GetString();
            var asked = RequestFields.Get(image, "detail");
            if (asked is { } value && (value.ValueKind != JsonValueKind.String || value.GetString() is not ("auto" or "low" or "high" or "original")))
                return FieldRule.WrongChoice($"{at}.{kind}.detail", value.ToString(), ["auto", "low", "high"]);
            detail = asked?.GetString() ?? "auto";
        }

        return ReadImageUrl(url!, detail, $"{at}.{kind}.url");
    }

    /// <summary>Reads an image by its address, or as a data URI.</summary>
    public ApiError? ReadImageUrl(string url, string detail, string at)
    {
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var isHttp = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
            if (!isHttp || profile.ImagesOnlyAsData)
                return new ApiError(ErrorKind.InvalidRequest, "Invalid image URL. Expected a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), or an http(s) URL.", at, "invalid_image_url");
            meter.AddTokens(detail == "low" ? LowDetailImage : UsualImage, url);
            return null;
        }

        var comma = url.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase);
        if (comma < 0 || !url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) || !Base64.IsValid(url.AsSpan(comma + 8)))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid base64 image_url.", at, "invalid_base64");
        if (!ImageTypes.Contains(url[11..comma], StringComparer.OrdinalIgnoreCase))
            return new ApiError(ErrorKind.InvalidRequest, "You uploaded an unsupported image. Please make sure your image has one of the following formats: ['png', 'jpeg', 'gif', 'webp'].", at, "invalid_image_format");
        meter.AddTokens(detail == "low" ? LowDetailImage : TokensOf(url.AsSpan(comma + 8)), url);
        return null;
    }

    // A PNG tells its size in its first bytes; it is scaled to a short side of 768 and cut into tiles of 512.
    private static int TokensOf(ReadOnlySpan<char> base64)
    {
        Span<byte> head = stackalloc byte[24];
        if (base64.Length < 32 || !Convert.TryFromBase64Chars(base64[..32], head, out var read) || read < 24
            || BinaryPrimitives.ReadUInt32BigEndian(head) != 0x89504E47)
            return UsualImage;
        double width = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head[16..]), 1, 100_000);
        double height = Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(head[20..]), 1, 100_000);
        var scale = Math.Min(1, Math.Min(2048 / Math.Max(width, height), 768 / Math.Min(width, height)));
        var tiles = Math.Ceiling(width * scale / 512) * Math.Ceiling(height * scale / 512);
        return LowDetailImage + (TokensPerTile * (int)tiles);
    }

    private ApiError? ReadAudio(JsonElement part, string at)
    {
        if (!model.Catalog.Inputs.Contains("audio"))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid content type. input_audio is only supported by certain models.", $"{at}.type", "invalid_value");
        if (RequestFields.Get(part, "input_audio") is not { } audio)
            return RequestFields.Missing(profile, $"{at}.input_audio");
        if (audio.ValueKind == JsonValueKind.String && profile.ArgumentsMayBeObject)
            return MeterAudio(audio.GetString()!);
        if (audio.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType($"{at}.input_audio", "an object", audio);
        if (RequestFields.Text(audio, "data") is not { } data)
            return RequestFields.Missing(profile, $"{at}.input_audio.data");
        if (RequestFields.Text(audio, "format") is not ("wav" or "mp3") and var format)
            return FieldRule.WrongChoice($"{at}.input_audio.format", format, ["wav", "mp3"]);
        if (!Base64.IsValid(data))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid base64 in input_audio.", $"{at}.input_audio.data", "invalid_base64");
        return MeterAudio(data);
    }

    // About ten tokens a second of 16 kHz, 16-bit sound.
    private ApiError? MeterAudio(string data)
    {
        var tokens = 1 + (int)(data.Length * 3L / 4 / 3_200);
        meter.AddTokens(tokens, data);
        AudioTokens += tokens;
        return null;
    }

    private ApiError? ReadFile(JsonElement part, string kind, string at)
    {
        if (!model.Catalog.Inputs.Contains("pdf") && kind == "file")
            return new ApiError(ErrorKind.InvalidRequest, "Invalid content type. file is only supported by certain models.", $"{at}.type", "invalid_value");
        if (RequestFields.Get(part, kind) is not { } file)
            return RequestFields.Missing(profile, $"{at}.{kind}");
        if (kind == "file" && file.ValueKind == JsonValueKind.Object
            && RequestFields.Text(file, "file_id") is null && RequestFields.Text(file, "file_data") is null)
            return RequestFields.Missing(profile, $"{at}.file.file_id");
        if (file.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
            return FieldRule.WrongType($"{at}.{kind}", "an object", file);
        meter.AddTokens(UsualFile, file.GetRawText());
        return null;
    }
}
