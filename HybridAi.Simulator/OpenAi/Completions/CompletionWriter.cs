using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Completions;

/// <summary>Writes completions, whole and in chunks.</summary>
internal sealed class CompletionWriter(ProviderProfile profile, CompletionRequest request, ChatAnswer answer)
{
    public void Write(Utf8JsonWriter json, long nanoDollars, bool withUsage)
    {
        json.WriteStartObject();
        WriteHead(json);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < answer.Choices.Count; i++)
            WriteChoice(json, i, answer.Choices[i].Content!, answer.Choices[i].FinishReason);
        json.WriteEndArray();
        if (withUsage)
            WriteUsage(json, nanoDollars);
        json.WriteEndObject();
    }

    /// <summary>The members of a chunk with a piece of a choice.</summary>
    public void WriteChunk(Utf8JsonWriter json, int choice, string text, string? finish, bool nullUsage)
    {
        WriteHead(json);
        json.WriteStartArray("choices"u8);
        WriteChoice(json, choice, text, finish);
        json.WriteEndArray();
        if (nullUsage)
            json.WriteNull("usage"u8);
    }

    /// <summary>The members of the chunk with usage and no choices.</summary>
    public void WriteUsageChunk(Utf8JsonWriter json, long nanoDollars)
    {
        WriteHead(json);
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        WriteUsage(json, nanoDollars);
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("id"u8, answer.Id);
        json.WriteString("object"u8, "text_completion"u8);
        json.WriteNumber("created"u8, answer.Created);
        json.WriteString("model"u8, answer.Model);
    }

    private void WriteUsage(Utf8JsonWriter json, long nanoDollars)
    {
        json.WritePropertyName("usage"u8);
        UsageWriter.Write(json, profile.Usage, answer, answer.ReasoningTokens, answer.VisibleTokens, nanoDollars);
    }

    private void WriteChoice(Utf8JsonWriter json, int index, string text, string? finish)
    {
        json.WriteStartObject();
        json.WriteString("text"u8, text);
        json.WriteNumber("index"u8, index);
        if (request.Logprobs is { } top && text.Length > 0)
            WriteLogprobs(json, text, top);
        else
            json.WriteNull("logprobs"u8);
        json.WriteString("finish_reason"u8, finish);
        json.WriteEndObject();
    }

    private static void WriteLogprobs(Utf8JsonWriter json, string text, int top)
    {
        var tokens = new List<(string Text, int Offset)>();
        for (var at = 0; at < text.Length;)
        {
            var length = Tokenizer.PieceLength(text.AsSpan(at));
            tokens.Add((text.Substring(at, length), at));
            at += length;
        }

        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("tokens"u8);
        foreach (var (token, _) in tokens)
            json.WriteStringValue(token);
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs"u8);
        foreach (var (token, _) in tokens)
            json.WriteNumberValue(LogprobWriter.Logprob(token));
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs"u8);
        foreach (var (token, _) in tokens)
        {
            json.WriteStartObject();
            if (top > 0)
                json.WriteNumber(token, LogprobWriter.Logprob(token));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("text_offset"u8);
        foreach (var (_, offset) in tokens)
            json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
