using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads what is needed of a responses object in one pass, skipping the content (OpenAI OpenAPI file, <c>Response</c>).</summary>
internal static class ResponsesAnswer
{
    /// <summary>Reads a whole answer.</summary>
    public static string? TryRead(ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts)
    {
        facts = default;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            var complete = ReadObject(ref reader, costField, ref facts);
            reader.Read();
            return complete ? null : "the answer has no 'output'";
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }
    }

    /// <summary>Reads the response that the reader stands at the start of.</summary>
    /// <returns>Whether it has an output.</returns>
    public static bool ReadObject(ref Utf8JsonReader reader, string? costField, ref AnswerFacts facts)
    {
        var hasOutput = false;
        string? reason = null, status = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("usage"u8))
                ReadUsage(ref reader, costField, ref facts);
            else if (reader.Is("status"u8))
                status = TextAt(ref reader) ?? status;
            else if (reader.Is("incomplete_details"u8))
                reason = ReadReason(ref reader) ?? reason;
            else if (reader.Is("output"u8))
            {
                reader.Read();
                hasOutput = reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        facts.FinishReason = reason ?? status ?? facts.FinishReason;
        facts.IsCut = status is not ("completed" or "incomplete") || FinishReasons.IsCut(facts.FinishReason);
        return hasOutput;
    }

    private static void ReadUsage(ref Utf8JsonReader reader, string? costField, ref AnswerFacts facts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var usage = new OpenAiUsage();
        usage.ReadResponses(ref reader, costField);
        facts.Usage = usage.ToTokens() ?? facts.Usage;
        facts.CostUsd = usage.CostUsd ?? facts.CostUsd;
    }

    private static string? ReadReason(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? reason = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("reason"u8))
                reason = TextAt(ref reader) ?? reason;
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return reason;
    }

    private static string? TextAt(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return FinishReasons.Intern(ref reader);
        reader.Skip();
        return null;
    }
}
