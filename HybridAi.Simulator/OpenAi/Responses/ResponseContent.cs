using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Reads the content of message items and of tool outputs.</summary>
internal sealed class ResponseContent(ProviderProfile profile, ServedModel model, PromptMeter meter)
{
    private const int UsualFile = 512;
    private static readonly string[] InputParts = ["input_text", "input_image", "input_file"];
    private static readonly string[] OutputParts = ["output_text", "refusal"];
    private static readonly string[] TextMembers = ["type", "text", "prompt_cache_breakpoint"];
    private static readonly string[] OutputTextMembers = ["type", "text", "annotations", "logprobs"];
    private static readonly string[] RefusalMembers = ["type", "refusal"];
    private static readonly string[] ImageMembers = ["type", "image_url", "file_id", "detail", "prompt_cache_breakpoint"];
    private static readonly string[] FileMembers = ["type", "file_id", "file_url", "file_data", "filename", "detail", "prompt_cache_breakpoint"];

    private readonly ContentReader _images = new(profile, model, meter);

    /// <param name="content">A text or a list of parts.</param>
    /// <param name="assistant">It was said by the model.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="text">Its texts, joined.</param>
    public ApiError? Read(JsonElement content, bool assistant, string path, out string text)
    {
        text = "";
        if (content.ValueKind == JsonValueKind.String)
        {
            text = content.GetString()!;
            meter.AddText(text);
            return null;
        }

        if (content.ValueKind != JsonValueKind.Array)
            return FieldRule.WrongType(path, "one of an array of objects or string", content);
        var joined = new StringBuilder();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var at = $"{path}[{index++}]";
            if (part.ValueKind != JsonValueKind.Object)
                return FieldRule.WrongType(at, "an object", part);
            if (ReadPart(part, assistant ? OutputParts : InputParts, at, joined) is { } error)
                return error;
        }

        text = joined.ToString();
        return null;
    }

    private ApiError? ReadPart(JsonElement part, string[] kinds, string at, StringBuilder joined)
    {
        if (RequestFields.Text(part, "type") is not { } kind)
            return ResponseErrors.Missing($"{at}.type");
        if (!kinds.Contains(kind, StringComparer.Ordinal))
            return FieldRule.WrongChoice($"{at}.type", kind, kinds);
        return kind switch
        {
            "input_text" => ReadText(part, "text", TextMembers, at, joined),
            "output_text" => ReadText(part, "text", OutputTextMembers, at, joined),
            "refusal" => ReadText(part, "refusal", RefusalMembers, at, joined),
            "input_image" => ReadImage(part, at),
            _ => ReadFile(part, at),
        };
    }

    private ApiError? ReadText(JsonElement part, string member, string[] known, string at, StringBuilder joined)
    {
        if (ResponseErrors.CheckMembers(part, at, known) is { } unknown)
            return unknown;
        if (!part.TryGetProperty(member, out var text))
            return ResponseErrors.Missing($"{at}.{member}");
        if (text.ValueKind != JsonValueKind.String)
            return FieldRule.WrongType($"{at}.{member}", "a string", text);
        meter.AddText(text.GetString());
        joined.Append(joined.Length > 0 ? "\n" : "").Append(text.GetString());
        return null;
    }

    private ApiError? ReadImage(JsonElement part, string at)
    {
        if (ResponseErrors.CheckMembers(part, at, ImageMembers) is { } unknown)
            return unknown;
        if (!model.Catalog.Inputs.Contains("image"))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid content type. input_image is only supported by certain models.", $"{at}.type", "invalid_value");
        if (RequestFields.Get(part, "detail") is { } detail
            && (detail.ValueKind != JsonValueKind.String || detail.GetString() is not ("auto" or "low" or "high" or "original")))
            return FieldRule.WrongChoice($"{at}.detail", detail.ToString(), ["auto", "low", "high"]);
        if (RequestFields.Text(part, "image_url") is { } url)
            return _images.ReadImageUrl(url, RequestFields.Text(part, "detail") ?? "auto", $"{at}.image_url");
        if (RequestFields.Text(part, "file_id") is null)
            return ResponseErrors.Missing($"{at}.image_url");
        meter.AddTokens(UsualFile, part.GetRawText());
        return null;
    }

    private ApiError? ReadFile(JsonElement part, string at)
    {
        if (ResponseErrors.CheckMembers(part, at, FileMembers) is { } unknown)
            return unknown;
        if (!model.Catalog.Inputs.Contains("pdf"))
            return new ApiError(ErrorKind.InvalidRequest, "Invalid content type. input_file is only supported by certain models.", $"{at}.type", "invalid_value");
        var given = new[] { "file_id", "file_url", "file_data" }.Count(name => RequestFields.Text(part, name) is not null);
        if (given != 1)
            return ApiError.Invalid($"Invalid '{at}': exactly one of 'file_id', 'file_url' and 'file_data' must be given.", at, "invalid_value");
        meter.AddTokens(UsualFile, part.GetRawText());
        return null;
    }
}
