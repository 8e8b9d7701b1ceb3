using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// The usage of images, transcriptions and speech: tokens of the responses API's names (transcriptions write <c>input_token_details</c>), or
/// a duration (<c>{"type":"duration","seconds":3}</c>), or Mistral's <c>prompt_tokens</c> beside <c>prompt_audio_seconds</c>. OpenAI's
/// OpenAPI file: ImageGenUsage, TranscriptTextUsageTokens, TranscriptTextUsageDuration, SpeechAudioDoneEvent.
/// </summary>
internal static class MediaUsage
{
    // A day has 86,400 seconds; no provider takes more.
    private const decimal MostSeconds = 1_000_000;

    /// <summary>Reads the value that the reader's next token begins.</summary>
    public static void Read(ref Utf8JsonReader reader, InferenceApi api, ref AnswerFacts facts)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        var usage = new OpenAiUsage();
        var hasDetails = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            hasDetails |= reader.Is("output_tokens_details"u8);
            if (reader.Is("seconds"u8) || reader.Is("prompt_audio_seconds"u8))
                facts.AudioSeconds = Seconds(ref reader) ?? facts.AudioSeconds;
            else
                usage.ReadMember(ref reader);
        }

        if (usage.ToTokens() is { } tokens)
            facts.Usage = OutputOf(api, tokens, hasDetails);
        else if (facts.AudioSeconds is not null)
            // What is billed by its duration has no tokens, which is not the same as not knowing them.
            facts.Usage ??= default(TokenUsage);
    }

    /// <summary>A duration in seconds, or null.</summary>
    public static decimal? Seconds(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var seconds) && seconds is >= 0 and < MostSeconds)
            return seconds;
        reader.Skip();
        return null;
    }

    // Output that is not taken apart is what was asked for: images, or speech.
    private static TokenUsage OutputOf(InferenceApi api, TokenUsage tokens, bool hasDetails) => hasDetails ? tokens : api switch
    {
        InferenceApi.ImageGenerations => tokens with { Output = 0, ImageOutput = tokens.Output + tokens.ImageOutput },
        InferenceApi.Speech => tokens with { Output = 0, AudioOutput = tokens.Output + tokens.AudioOutput },
        _ => tokens,
    };
}
