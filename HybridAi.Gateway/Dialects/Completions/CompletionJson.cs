using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Completions;

/// <summary>What whole answers and chunks are both made of: they have the same shape.</summary>
internal static class CompletionJson
{
    public static string IdOf(ResponseHead head, DialectContext context) =>
        head.Id.Length == 0 ? $"cmpl-{context.RequestId:N}"
        : head.Id.StartsWith("cmpl-", StringComparison.Ordinal) ? head.Id
        : $"cmpl-{head.Id}";

    public static void WriteHead(Utf8JsonWriter json, ResponseHead head, DialectContext context, Verbatim fingerprint)
    {
        json.WriteString("id", IdOf(head, context));
        json.WriteString("object", "text_completion");
        json.WriteNumber("created", (head.CreatedAt ?? context.At).ToUnixTimeSeconds());
        json.WriteString("model", head.Model);
        if (!fingerprint.IsEmpty)
        {
            json.WritePropertyName("system_fingerprint");
            json.WriteRawValue(fingerprint.Utf8.Span, skipInputValidation: true);
        }
    }

    /// <summary>Writes a choice, or a piece of it.</summary>
    /// <param name="json">Stands within the list.</param>
    /// <param name="index">The choice.</param>
    /// <param name="text">The text.</param>
    /// <param name="logprobs">The log probabilities of its tokens.</param>
    /// <param name="offset">Where the text begins within the whole, in UTF-16 code units.</param>
    /// <param name="finish">Why it ended, or null.</param>
    public static void WriteChoice(Utf8JsonWriter json, int index, string text, IReadOnlyList<TokenLogprob> logprobs, int offset, ChatFinish? finish)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteNumber("index", index);
        WriteLogprobs(json, logprobs, offset);
        json.WriteString("finish_reason", finish?.Reason switch
        {
            null => null,
            FinishReason.Length => "length",
            FinishReason.ContentFilter => "content_filter",
            _ => "stop",
        });
        json.WriteEndObject();
    }

    private static void WriteLogprobs(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> logprobs, int offset)
    {
        if (logprobs.Count == 0)
        {
            json.WriteNull("logprobs");
            return;
        }

        json.WriteStartObject("logprobs");
        json.WriteStartArray("tokens");
        foreach (var token in logprobs)
            json.WriteStringValue(token.Token);
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs");
        foreach (var token in logprobs)
            json.WriteNumberValue(token.Logprob);
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        foreach (var token in logprobs)
            WriteTop(json, token);
        json.WriteEndArray();
        json.WriteStartArray("text_offset");
        foreach (var token in logprobs)
        {
            json.WriteNumberValue(offset);
            offset += token.Token.Length;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A map: of tokens that look the same only the likeliest has a place.
    private static void WriteTop(Utf8JsonWriter json, TokenLogprob token)
    {
        json.WriteStartObject();
        for (var i = 0; i < token.Top.Count; i++)
        {
            var isFirst = true;
            for (var j = 0; j < i; j++)
                isFirst &= token.Top[j].Token != token.Top[i].Token;
            if (isFirst)
                json.WriteNumber(token.Top[i].Token, token.Top[i].Logprob);
        }

        json.WriteEndObject();
    }
}
