using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Reads what is needed of a whole answer in one pass, skipping the content.</summary>
internal static class AnthropicAnswer
{
    public static string? TryRead(InferenceApi api, ReadOnlySpan<byte> body, out AnswerFacts facts)
    {
        facts = default;
        // Counting costs nothing, and what was counted was not used.
        if (api == InferenceApi.CountTokens)
            facts.Usage = default(TokenUsage);
        var (hasContent, hasCount) = (false, false);
        var usage = new AnthropicUsage();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Is("usage"u8))
                    usage.Read(ref reader);
                else if (reader.Is("stop_reason"u8))
                    ReadStopReason(ref reader, ref facts);
                else if (reader.Is("content"u8))
                    hasContent = Is(ref reader, JsonTokenType.StartArray);
                else if (reader.Is("input_tokens"u8))
                    hasCount = Is(ref reader, JsonTokenType.Number);
                else
                    Is(ref reader, JsonTokenType.None);
            }

            reader.Read();
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }

        if (api == InferenceApi.CountTokens)
            return hasCount ? null : "the answer has no 'input_tokens'";
        facts.Usage = usage.ToTokens();
        return hasContent ? null : "the answer has no 'content'";
    }

    private static void ReadStopReason(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            facts.FinishReason = StopReasons.Intern(ref reader);
            facts.IsCut = StopReasons.IsCut(facts.FinishReason);
        }
        else
            reader.Skip();
    }

    private static bool Is(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        var isIt = reader.TokenType == type;
        reader.Skip();
        return isIt;
    }
}
