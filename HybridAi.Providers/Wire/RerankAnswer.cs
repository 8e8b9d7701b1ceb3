using System.Text.Json;
using HybridAi.Core.Costs;

namespace HybridAi.Providers.Wire;

/// <summary>
/// Reads what is needed of a reranking: that there are results, and what it is billed by. Cohere bills search units
/// (<c>meta.billed_units</c>), Jina and others tokens (<c>usage</c>).
/// </summary>
internal static class RerankAnswer
{
    public static string? TryRead(ReadOnlySpan<byte> body, out AnswerFacts facts)
    {
        facts = default;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        var hasResults = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Is("results"u8))
                {
                    reader.Read();
                    hasResults = reader.TokenType == JsonTokenType.StartArray;
                    reader.Skip();
                }
                else if (reader.Is("meta"u8))
                    ReadMeta(ref reader, ref facts);
                else if (reader.Is("usage"u8))
                    ReadUsage(ref reader, ref facts);
                else
                    Pass(ref reader);
            }

            reader.Read();
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }

        // What is billed by searches has no tokens, which is not the same as not knowing them.
        if (facts.SearchUnits is not null)
            facts.Usage ??= default(TokenUsage);
        return hasResults ? null : "the answer has no 'results'";
    }

    private static void ReadMeta(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        if (!Enter(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.Is("billed_units"u8))
                Pass(ref reader);
            else if (Enter(ref reader))
            {
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (isSearches, isTokens) = (reader.Is("search_units"u8), reader.Is("input_tokens"u8));
                    reader.Read();
                    if (isSearches && Number(ref reader) is { } units)
                        facts.SearchUnits = units;
                    else if (isTokens && Number(ref reader) is { } tokens)
                        facts.Usage = new TokenUsage { Input = (long)tokens };
                    else
                        reader.Skip();
                }
            }
        }
    }

    private static void ReadUsage(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        if (!Enter(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTotal = reader.Is("total_tokens"u8);
            reader.Read();
            if (isTotal && Number(ref reader) is { } tokens)
                facts.Usage = new TokenUsage { Input = (long)tokens };
            else
                reader.Skip();
        }
    }

    private static decimal? Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) && number is >= 0 and < int.MaxValue ? number : null;

    private static bool Enter(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
