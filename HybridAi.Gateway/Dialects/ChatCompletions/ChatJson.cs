using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>What whole answers and chunks are both made of.</summary>
internal static class ChatJson
{
    public static readonly JsonWriterOptions Options = ErrorWriter.Readable with { SkipValidation = true };

    // Fields of the providers of this wire that callers of the dialect know; those of other wires mean nothing here.
    private static readonly HashSet<string> ResponseFields = new(StringComparer.Ordinal)
    {
        "system_fingerprint", "prompt_filter_results", "provider", "time_info", "openrouter_metadata", "citations", "search_results",
    };

    private static readonly HashSet<string> ChoiceFields = new(StringComparer.Ordinal)
    {
        "content_filter_results", "content_filter_offsets", "content_filter_result", "native_finish_reason", "stop_reason", "token_ids",
    };

    public static bool IsOfResponse(ExtraField field) => ResponseFields.Contains(field.Path);

    public static bool IsOfChoice(ExtraField field) => ChoiceFields.Contains(field.Path);

    public static string IdOf(ResponseHead head, DialectContext context) =>
        head.Id.Length == 0 ? $"chatcmpl-{context.RequestId:N}"
        : head.Id.StartsWith("chatcmpl-", StringComparison.Ordinal) ? head.Id
        : $"chatcmpl-{head.Id}";

    public static long CreatedOf(ResponseHead head, DialectContext context) => (head.CreatedAt ?? context.At).ToUnixTimeSeconds();

    /// <summary>Whether the caller speaks in the deprecated <c>functions</c>.</summary>
    public static bool WantsFunctionCall(ChatRequest request)
    {
        foreach (var field in request.Extra)
        {
            if (field.Path == ChatRequestReader.Functions)
                return true;
        }

        return false;
    }

    /// <summary>Whether reasoning is part of the answer.</summary>
    public static bool ShowsReasoning(ChatRequest request) => request.Reasoning?.Show != false;

    public static string WordOf(FinishReason reason, bool asFunctionCall) => reason switch
    {
        FinishReason.Length => "length",
        FinishReason.ToolCalls => asFunctionCall ? "function_call" : "tool_calls",
        FinishReason.ContentFilter => "content_filter",
        FinishReason.Error => "error",
        _ => "stop",
    };

    public static void WriteRaw(this Utf8JsonWriter json, string name, Verbatim value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
    }

    public static void WriteUsage(Utf8JsonWriter json, TokenUsage tokens, IReadOnlyList<ExtraField> extra)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", tokens.TotalInput);
        json.WriteNumber("completion_tokens", tokens.TotalOutput);
        json.WriteNumber("total_tokens", tokens.TotalInput + tokens.TotalOutput);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", tokens.CachedInput);
        json.WriteNumber("cache_write_tokens", tokens.CacheWrite + tokens.CacheWrite1h);
        json.WriteNumber("audio_tokens", tokens.AudioInput);
        if (tokens.ImageInput > 0)
            json.WriteNumber("image_tokens", tokens.ImageInput);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", tokens.Reasoning);
        json.WriteNumber("audio_tokens", tokens.AudioOutput);
        if (tokens.ImageOutput > 0)
            json.WriteNumber("image_tokens", tokens.ImageOutput);
        WritePrediction(json, extra, "accepted_prediction_tokens");
        WritePrediction(json, extra, "rejected_prediction_tokens");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteTokens(Utf8JsonWriter json, string name, IReadOnlyList<TokenLogprob> tokens)
    {
        if (tokens.Count == 0)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            WriteToken(json, token);
            json.WriteStartArray("top_logprobs");
            foreach (var top in token.Top)
            {
                json.WriteStartObject();
                WriteToken(json, top);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a source that has an address as an annotation.</summary>
    /// <param name="json">Stands within the list.</param>
    /// <param name="citation">The citation.</param>
    /// <param name="offset">Where its text begins within the content.</param>
    /// <param name="length">How long its text is.</param>
    public static void WriteAnnotation(Utf8JsonWriter json, Citation citation, int offset, int length)
    {
        json.WriteStartObject();
        json.WriteString("type", "url_citation");
        json.WriteStartObject("url_citation");
        json.WriteNumber("start_index", offset + (citation.Start ?? 0));
        json.WriteNumber("end_index", offset + (citation.End ?? length));
        json.WriteString("url", citation.Url);
        json.WriteString("title", citation.Title ?? "");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes an image as OpenRouter does; the wire itself has none.</summary>
    public static void WriteImage(Utf8JsonWriter json, ChatPart.Media image)
    {
        json.WriteStartObject();
        json.WriteString("type", "image_url");
        json.WriteStartObject("image_url");
        json.WriteString("url", image.Source switch
        {
            MediaSource.Base64 base64 => $"data:{image.MediaType ?? "image/png"};base64,{base64.Data.Decode()}",
            MediaSource.Url url => url.Address,
            _ => "",
        });
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, TokenLogprob token)
    {
        json.WriteString("token", token.Token);
        json.WriteNumber("logprob", token.Logprob);
        if (token.Bytes is { } bytes)
        {
            json.WriteStartArray("bytes");
            foreach (var value in bytes.Utf8.Span)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }
        else
            json.WriteNull("bytes");
    }

    private static void WritePrediction(Utf8JsonWriter json, IReadOnlyList<ExtraField> extra, string name)
    {
        foreach (var field in extra)
        {
            if (field.Path.StartsWith("usage/completion_tokens_details/", StringComparison.Ordinal) && field.Path.EndsWith(name, StringComparison.Ordinal))
                json.WriteRaw(name, field.Json);
        }
    }
}
