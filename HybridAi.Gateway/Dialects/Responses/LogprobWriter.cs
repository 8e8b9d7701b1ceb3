using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>Writes how likely tokens were.</summary>
internal static class LogprobWriter
{
    /// <summary>Writes a list; empty if nobody asked.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> logprobs)
    {
        json.WriteStartArray();
        for (var i = 0; i < logprobs.Count; i++)
        {
            WriteToken(json, logprobs[i]);
            json.WriteStartArray("top_logprobs"u8);
            foreach (var top in logprobs[i].Top)
            {
                WriteToken(json, top);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteToken(Utf8JsonWriter json, TokenLogprob token)
    {
        json.WriteStartObject();
        json.WriteString("token"u8, token.Token);
        // JSON has no infinity; this is what OpenAI writes for what cannot be.
        json.WriteNumber("logprob"u8, double.IsFinite(token.Logprob) ? token.Logprob : -9999.0);
        json.WriteStartArray("bytes"u8);
        foreach (var one in token.Bytes is { } bytes ? bytes.Utf8.Span : Encoding.UTF8.GetBytes(token.Token))
            json.WriteNumberValue(one);
        json.WriteEndArray();
    }
}
