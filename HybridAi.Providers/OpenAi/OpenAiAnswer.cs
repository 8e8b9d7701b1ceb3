using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads what is needed of a whole answer in one pass, skipping the content.</summary>
internal static class OpenAiAnswer
{
    public static string? TryRead(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts)
    {
        facts = default;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        var complete = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Is("usage"u8))
                    ReadUsage(ref reader, costField, ref facts);
                else if (api is InferenceApi.ChatCompletions or InferenceApi.Completions && reader.Is("choices"u8))
                    complete = ReadChoices(ref reader, ref facts);
                else if (api == InferenceApi.Embeddings && reader.Is("data"u8))
                    complete = IsArray(ref reader);
                else
                    Pass(ref reader);
            }

            reader.Read();
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {JsonFault.Describe(malformed)}";
        }

        // A total without parts is taken for output, the dearer; vectors have none.
        if (api == InferenceApi.Embeddings && facts.Usage is { TotalInput: 0 } usage)
            facts.Usage = usage with { Input = usage.Output, Output = 0 };
        return complete ? null : api == InferenceApi.Embeddings ? "the answer has no 'data'" : "the answer has no 'choices'";
    }

    // False: there is null or something else where the usage should be.
    internal static bool ReadUsage(ref Utf8JsonReader reader, string? costField, ref AnswerFacts facts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var usage = new OpenAiUsage();
        usage.Read(ref reader, costField);
        facts.Usage = usage.ToTokens() ?? facts.Usage;
        facts.CostUsd = usage.CostUsd ?? facts.CostUsd;
        return true;
    }

    private static bool ReadChoices(ref Utf8JsonReader reader, ref AnswerFacts facts)
    {
        if (!IsArray(ref reader, skip: false))
            return false;
        var any = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            any = true;
            if (reader.TokenType != JsonTokenType.StartObject)
                return false;
            string? finishReason = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isFinish = reader.Is("finish_reason"u8);
                reader.Read();
                if (isFinish && reader.TokenType == JsonTokenType.String)
                    finishReason = FinishReasons.Intern(ref reader);
                else
                    reader.Skip();
            }

            facts.IsCut |= FinishReasons.IsCut(finishReason);
            facts.FinishReason ??= finishReason;
        }

        return any;
    }

    private static bool IsArray(ref Utf8JsonReader reader, bool skip = true)
    {
        reader.Read();
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        if (skip || !isArray)
            reader.Skip();
        return isArray;
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
