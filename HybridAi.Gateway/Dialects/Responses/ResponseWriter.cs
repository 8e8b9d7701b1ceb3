using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes the response object around an output: state, echoed settings, usage (OpenAI OpenAPI file, <c>Response</c>).</summary>
internal sealed class ResponseWriter(DialectContext context, Echo echo, bool stored)
{
    private readonly string _id = ResponseIds.OfResponse(context.RequestId);

    /// <summary>Writes the object.</summary>
    /// <param name="json">Gets it.</param>
    /// <param name="head">What the provider said before the content.</param>
    /// <param name="state">How far it is.</param>
    /// <param name="output">The output items as JSON, comma between them.</param>
    public void Write(Utf8JsonWriter json, ResponseHead head, ResponseState state, ReadOnlySpan<byte> output)
    {
        var request = context.Request;
        json.WriteStartObject();
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, (head.CreatedAt ?? context.At).ToUnixTimeSeconds());
        json.WriteString("status"u8, state.Status);
        json.WriteBoolean("background"u8, false);
        WriteNumber(json, "completed_at"u8, state.CompletedAt?.ToUnixTimeSeconds());
        WriteError(json, state.Error);
        WriteIncomplete(json, state.IncompleteReason);
        WriteRaw(json, "instructions"u8, echo.Instructions);
        WriteNumber(json, "max_output_tokens"u8, request.MaxOutputTokens);
        WriteNumber(json, "max_tool_calls"u8, request.MaxToolCalls);
        json.WriteString("model"u8, head.Model);
        json.WritePropertyName("output"u8);
        json.WriteRawValue([(byte)'[', .. output, (byte)']'], skipInputValidation: true);
        json.WriteBoolean("parallel_tool_calls"u8, request.ParallelToolCalls ?? true);
        WriteRaw(json, "previous_response_id"u8, echo.PreviousResponseId);
        json.WriteString("prompt_cache_key"u8, request.PromptCacheKey);
        json.WriteString("prompt_cache_retention"u8, request.PromptCacheRetention);
        json.WriteStartObject("reasoning"u8);
        json.WriteString("effort"u8, request.Reasoning?.Effort);
        json.WriteString("summary"u8, request.Reasoning?.Summary);
        json.WriteEndObject();
        WriteRaw(json, "safety_identifier"u8, echo.SafetyIdentifier);
        json.WriteString("service_tier"u8, head.ServiceTier ?? request.ServiceTier);
        json.WriteBoolean("store"u8, stored);
        WriteNumber(json, "temperature"u8, request.Sampling.Temperature);
        SettingsWriter.WriteText(json, request);
        SettingsWriter.WriteToolChoice(json, request.ToolChoice);
        SettingsWriter.WriteTools(json, request.Tools);
        json.WriteNumber("top_logprobs"u8, request.TopLogprobs ?? 0);
        WriteNumber(json, "top_p"u8, request.Sampling.TopP);
        json.WriteString("truncation"u8, "disabled"u8);
        WriteUsage(json, state.Usage);
        WriteRaw(json, "user"u8, echo.User);
        json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in request.Metadata)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, string? message)
    {
        if (message is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, "server_error"u8);
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? tokens)
    {
        if (tokens is not { } usage)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.TotalInput);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedInput);
        json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite + usage.CacheWrite1h);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.TotalOutput);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, usage.TotalInput + usage.TotalOutput);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }

    private static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, Verbatim raw)
    {
        json.WritePropertyName(name);
        EventWriter.WriteRaw(json, raw);
    }
}
