using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads what is needed of images, transcriptions and moderations in one pass, skipping the content.</summary>
internal static class MediaAnswer
{
    public static string? TryRead(InferenceApi api, ReadOnlySpan<byte> body, out AnswerFacts facts)
    {
        facts = default;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        var content = api switch
        {
            InferenceApi.ImageGenerations => "data"u8,
            InferenceApi.Moderations => "results"u8,
            _ => "text"u8,
        };
        var complete = false;
        decimal? duration = null;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "the answer is not a JSON object";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Is(content))
                    complete = ReadContent(ref reader, api, ref facts);
                else if (reader.Is("usage"u8))
                    MediaUsage.Read(ref reader, api, ref facts);
                else if (api == InferenceApi.Transcriptions && reader.Is("duration"u8))
                    duration = MediaUsage.Seconds(ref reader);
                else
                {
                    reader.Read();
                    reader.Skip();
                }
            }

            reader.Read();
        }
        catch (JsonException malformed)
        {
            return $"the answer is not valid JSON: {malformed.Message}";
        }

        // Whisper's long form tells the duration whether or not there is a usage.
        facts.AudioSeconds ??= duration;
        if (facts.AudioSeconds is not null)
            facts.Usage ??= default(Core.Costs.TokenUsage);
        return complete ? null : $"the answer has no '{System.Text.Encoding.ASCII.GetString(content)}'";
    }

    private static bool ReadContent(ref Utf8JsonReader reader, InferenceApi api, ref AnswerFacts facts)
    {
        reader.Read();
        if (api == InferenceApi.Transcriptions)
        {
            var isText = reader.TokenType == JsonTokenType.String;
            reader.Skip();
            return isText;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return false;
        }

        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.Skip();
        }

        if (api == InferenceApi.ImageGenerations)
            facts.Images = count;
        return count > 0;
    }
}
