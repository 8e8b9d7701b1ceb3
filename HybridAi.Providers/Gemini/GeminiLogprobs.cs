using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.Gemini;

/// <summary>Reads <c>logprobsResult</c>: two lists of one length, the tokens that were chosen and the likeliest ones.</summary>
internal static class GeminiLogprobs
{
    // As OpenAI writes what is next to impossible; JSON has no infinity.
    private const double Impossible = -9999;

    public static IReadOnlyList<TokenLogprob> Read(ReadOnlySpan<byte> json)
    {
        using var document = GeminiJson.Document(json);
        var tops = new List<IReadOnlyList<TokenLogprob>>();
        foreach (var position in document.RootElement.Items("topCandidates"))
        {
            var top = new List<TokenLogprob>();
            foreach (var candidate in position.Items("candidates"))
                top.Add(ToLogprob(candidate));
            tops.Add(top);
        }

        var chosen = new List<TokenLogprob>();
        foreach (var candidate in document.RootElement.Items("chosenCandidates"))
            chosen.Add(ToLogprob(candidate) with { Top = chosen.Count < tops.Count ? tops[chosen.Count] : [] });
        return chosen;
    }

    private static TokenLogprob ToLogprob(JsonElement candidate) => new(candidate.Text("token") ?? "", Probability(candidate)) { TokenId = candidate.Number("tokenId") };

    // A field that is left out is 0.
    private static double Probability(JsonElement candidate)
    {
        if (candidate.ValueKind != JsonValueKind.Object || !candidate.TryGetProperty("logProbability", out var value))
            return 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : Impossible;
    }
}
