using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary>Writes log probabilities of tokens.</summary>
internal static class LogprobWriter
{
    private static readonly string[] Others = [" the", " a", " and", " of", " to", " in", ".", ",", " is", " it", " that", " for", " on", " with", " as", " by", " at", " or", " be", " an"];

    public static void Write(Utf8JsonWriter json, string text, int top)
    {
        json.WriteStartObject("logprobs"u8);
        json.WriteStartArray("content"u8);
        WriteTokens(json, text, top);
        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    /// <summary>An item for each token.</summary>
    public static void WriteTokens(Utf8JsonWriter json, string text, int top)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var length = Tokenizer.PieceLength(rest);
            WriteToken(json, rest[..length].ToString(), top);
            rest = rest[length..];
        }
    }

    /// <summary>The log probability of a token.</summary>
    public static double Logprob(string token)
    {
        var meter = new PromptMeter(3);
        meter.AddHash(token);
        return Math.Round(-0.5 * new Randomness(meter.Hash).NextUnit(), 6);
    }

    private static void WriteToken(Utf8JsonWriter json, string token, int top)
    {
        var meter = new PromptMeter(3);
        meter.AddHash(token);
        var random = new Randomness(meter.Hash);
        var logprob = -0.5 * random.NextUnit();
        json.WriteStartObject();
        WriteMembers(json, token, logprob);
        json.WriteStartArray("top_logprobs"u8);
        for (var i = 0; i < top; i++)
        {
            json.WriteStartObject();
            WriteMembers(json, i == 0 ? token : Others[i - 1], logprob - (i * (1 + random.NextUnit())));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, string token, double logprob)
    {
        json.WriteString("token"u8, token);
        json.WriteNumber("logprob"u8, Math.Round(logprob, 6));
        json.WriteStartArray("bytes"u8);
        foreach (var single in Encoding.UTF8.GetBytes(token))
            json.WriteNumberValue(single);
        json.WriteEndArray();
    }
}
