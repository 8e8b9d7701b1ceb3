using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Gemini.Answers;

/// <summary>Writes log probabilities: their mean, the tokens chosen and the tokens that might have been.</summary>
internal static class LogprobsResult
{
    private static readonly string[] Others =
        [" the", " a", " and", " of", " to", " in", ".", ",", " is", " it", " that", " for", " on", " with", " as", " by", " at", " or", " be", " an"];

    public static void Write(Utf8JsonWriter json, string text, int top)
    {
        var tokens = Tokens(text);
        json.WriteNumber("avgLogprobs"u8, Math.Round(tokens.Average(LogProbability), 6));
        json.WriteStartObject("logprobsResult"u8);
        if (top > 0)
        {
            json.WriteStartArray("topCandidates"u8);
            foreach (var token in tokens)
            {
                json.WriteStartObject();
                json.WriteStartArray("candidates"u8);
                for (var i = 0; i < top; i++)
                    WriteToken(json, i == 0 ? token : Others[i - 1], LogProbability(token) - i);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("chosenCandidates"u8);
        foreach (var token in tokens)
            WriteToken(json, token, LogProbability(token));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length; at += tokens[^1].Length)
            tokens.Add(text.Substring(at, Tokenizer.PieceLength(text.AsSpan(at))));
        return tokens;
    }

    private static double LogProbability(string token) => Math.Round(-0.5 * new Randomness(HashOf(token)).NextUnit(), 6);

    private static void WriteToken(Utf8JsonWriter json, string token, double logProbability)
    {
        json.WriteStartObject();
        json.WriteString("token"u8, token);
        json.WriteNumber("tokenId"u8, (int)(HashOf(token) % 256_000));
        json.WriteNumber("logProbability"u8, logProbability);
        json.WriteEndObject();
    }

    private static ulong HashOf(string token)
    {
        var meter = new PromptMeter(3);
        meter.AddHash(token);
        return meter.Hash;
    }
}
