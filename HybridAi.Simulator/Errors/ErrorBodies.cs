using System.Text.Json;

namespace HybridAi.Simulator.Errors;

/// <summary>The shapes of error bodies.</summary>
internal static class ErrorBodies
{
    /// <summary><c>{error:{message,type,param,code}}</c></summary>
    public static void OpenAi(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, row.Type);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, row.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>OpenAI's shape; a blocked prompt carries what blocked it, and refusals of the front door are only code and message.</summary>
    public static void Azure(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, row.Code);
        json.WriteString("message"u8, error.Message);
        if (error.Kind is not (ErrorKind.MissingKey or ErrorKind.BadKey or ErrorKind.PathNotFound or ErrorKind.ModelNotFound or ErrorKind.RateLimit))
        {
            json.WriteString("param"u8, error.Kind == ErrorKind.ContentFilter ? "prompt" : error.Param);
            json.WriteString("type"u8, error.Kind == ErrorKind.ContentFilter ? null : row.Type);
        }

        if (error.Kind == ErrorKind.ContentFilter)
        {
            json.WriteNumber("status"u8, 400);
            json.WriteStartObject("innererror"u8);
            json.WriteString("code"u8, "ResponsibleAIPolicyViolation"u8);
            json.WriteStartObject("content_filter_result"u8);
            json.WriteStartObject("jailbreak"u8);
            json.WriteBoolean("filtered"u8, true);
            json.WriteBoolean("detected"u8, true);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>{error:{message,type,code?}}</c></summary>
    public static void Groq(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, row.Type);
        if (row.Code is not null)
            json.WriteString("code"u8, row.Code);
        if (error.Param is not null)
            json.WriteString("param"u8, error.Param);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Validation: <c>{detail:[{type,loc,msg}]}</c>; everything else flat.</summary>
    public static void Mistral(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        if (error.Kind is ErrorKind.Validation or ErrorKind.InvalidJson)
        {
            WriteDetail(json, error, row);
        }
        else
        {
            json.WriteString("object"u8, "error"u8);
            json.WriteString("message"u8, error.Message);
            json.WriteString("type"u8, row.Type);
            json.WriteString("param"u8, error.Param);
            json.WriteString("code"u8, row.Code);
        }

        json.WriteEndObject();
    }

    /// <summary>Flat <c>{message,type,param,code}</c></summary>
    public static void Cerebras(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, row.Type);
        json.WriteString("param"u8, error.Param ?? "");
        json.WriteString("code"u8, row.Code);
        json.WriteEndObject();
    }

    /// <summary><c>{error:{code: number, message, metadata?}}</c></summary>
    public static void OpenRouter(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteNumber("code"u8, row.Status);
        if (row.Status is 429 or >= 500)
        {
            json.WriteStartObject("metadata"u8);
            json.WriteString("error_type"u8, row.Type);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>{error:{message,type,param:null,code:null}}</c></summary>
    public static void Ollama(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, row.Type);
        json.WriteNull("param"u8);
        json.WriteNull("code"u8);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>{error:{message,type,param,code: number}}</c></summary>
    public static void Vllm(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, row.Type);
        json.WriteString("param"u8, error.Param);
        json.WriteNumber("code"u8, row.Status);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartArray("detail"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, error.Code ?? (error.Kind == ErrorKind.InvalidJson ? "json_invalid" : row.Type));
        json.WriteStartArray("loc"u8);
        json.WriteStringValue("body"u8);
        foreach (var step in (error.Param ?? "").Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(step, out var index))
                json.WriteNumberValue(index);
            else
                json.WriteStringValue(step);
        }

        json.WriteEndArray();
        json.WriteString("msg"u8, error.Message);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
