using System.Text.Json;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Writes response objects: finished, or as a stream begins with them.</summary>
internal sealed class ResponseWriter(ProviderProfile profile, ResponseAnswer response, bool withUsage)
{
    private readonly JsonElement _body = response.Request.Body;

    public void Write(Utf8JsonWriter json, bool finished)
    {
        var status = finished ? response.Status : "in_progress";
        json.WriteStartObject();
        json.WriteString("id"u8, response.Answer.Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, response.Answer.Created);
        json.WriteString("status"u8, status);
        json.WriteBoolean("background"u8, false);
        if (status == "completed")
            json.WriteNumber("completed_at"u8, response.Answer.Created);
        else
            json.WriteNull("completed_at"u8);
        WriteEnd(json, status);
        Echo(json, "instructions", "null");
        Echo(json, "max_output_tokens", "null");
        Echo(json, "max_tool_calls", "null");
        json.WriteString("model"u8, response.Answer.Model);
        json.WriteStartArray("output"u8);
        if (finished && status != "failed")
        {
            foreach (var item in response.Items)
                ItemWriter.Write(json, response.Request, item, whole: true);
        }

        json.WriteEndArray();
        WriteSettings(json);
        WriteUsage(json, finished);
        Echo(json, "user", "null");
        Echo(json, "metadata", "{}");
        json.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter json, string status)
    {
        if (status == "failed")
        {
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, "server_error"u8);
            json.WriteString("message"u8, "The server had an error while processing your request. Sorry about that!"u8);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("error"u8);
        }

        if (status != "incomplete")
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, response.IncompleteReason);
        json.WriteEndObject();
    }

    private void WriteSettings(Utf8JsonWriter json)
    {
        Echo(json, "parallel_tool_calls", "true");
        Echo(json, "previous_response_id", "null");
        Echo(json, "prompt_cache_key", "null");
        json.WriteStartObject("reasoning"u8);
        var reasoning = RequestFields.Get(_body, "reasoning");
        json.WriteString("effort"u8, reasoning is { } given ? RequestFields.Text(given, "effort") : null);
        json.WriteString("summary"u8, response.Request.Summary);
        json.WriteEndObject();
        Echo(json, "safety_identifier", "null");
        json.WriteString("service_tier"u8, profile.ServiceTier ?? "default");
        json.WriteBoolean("store"u8, response.Request.Store);
        Echo(json, "temperature", "1");
        json.WriteStartObject("text"u8);
        var text = RequestFields.Get(_body, "text");
        json.WritePropertyName("format"u8);
        if (text is { } settings && RequestFields.Get(settings, "format") is { } format)
            format.WriteTo(json);
        else
            json.WriteRawValue("""{"type":"text"}""");
        json.WriteString("verbosity"u8, text is { } told ? RequestFields.Text(told, "verbosity") ?? "medium" : "medium");
        json.WriteEndObject();
        Echo(json, "tool_choice", "\"auto\"");
        Echo(json, "tools", "[]");
        Echo(json, "top_logprobs", "0");
        Echo(json, "top_p", "1");
        Echo(json, "truncation", "\"disabled\"");
    }

    private void WriteUsage(Utf8JsonWriter json, bool finished)
    {
        if (!finished || !withUsage)
        {
            json.WriteNull("usage"u8);
            return;
        }

        var answer = response.Answer;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, answer.PromptTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, answer.CachedTokens);
        if (answer.CacheWriteTokens > 0)
            json.WriteNumber("cache_write_tokens"u8, answer.CacheWriteTokens);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, answer.CompletionTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, answer.ReasoningTokens);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, answer.PromptTokens + answer.CompletionTokens);
        json.WriteEndObject();
    }

    // A setting as it was given, or its default.
    private void Echo(Utf8JsonWriter json, string name, string otherwise)
    {
        json.WritePropertyName(name);
        if (RequestFields.Get(_body, name) is { } given)
            given.WriteTo(json);
        else
            json.WriteRawValue(otherwise);
    }
}
