using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>
/// <c>usageMetadata</c>: the prompt includes what was cached, the candidates do not include thoughts, and the details by modality are parts of
/// either. Taken apart here into disjoint classes.
/// </summary>
internal ref struct GeminiUsage
{
    private long _prompt, _toolUse, _cached, _candidates, _thoughts, _audioInput, _imageInput, _cachedAudio, _cachedImage, _audioOutput, _imageOutput;
    private bool _any, _invalid;

    /// <summary>Reads the object that the reader stands before.</summary>
    /// <returns>The disjoint classes; null if there is no count, or an impossible one: unknown is not zero.</returns>
    public static TokenUsage? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var usage = default(GeminiUsage);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            usage.ReadField(ref reader);
        return usage._any && !usage._invalid ? usage.ToTokens() : null;
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.Is("promptTokenCount"u8))
            _prompt = Count(ref reader);
        else if (reader.Is("candidatesTokenCount"u8))
            _candidates = Count(ref reader);
        else if (reader.Is("thoughtsTokenCount"u8))
            _thoughts = Count(ref reader);
        else if (reader.Is("cachedContentTokenCount"u8))
            _cached = Count(ref reader);
        else if (reader.Is("toolUsePromptTokenCount"u8))
            _toolUse = Count(ref reader);
        else if (reader.Is("promptTokensDetails"u8) || reader.Is("toolUsePromptTokensDetails"u8))
            ReadDetails(ref reader, ref _audioInput, ref _imageInput);
        else if (reader.Is("cacheTokensDetails"u8))
            ReadDetails(ref reader, ref _cachedAudio, ref _cachedImage);
        else if (reader.Is("candidatesTokensDetails"u8))
            ReadDetails(ref reader, ref _audioOutput, ref _imageOutput);
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private readonly TokenUsage ToTokens()
    {
        // A part that is larger than what is left of its whole is cut down: the whole is what is billed.
        var input = _prompt + _toolUse;
        var cached = Take(ref input, _cached);
        var audioInput = Take(ref input, Math.Max(0, _audioInput - _cachedAudio));
        var imageInput = Take(ref input, Math.Max(0, _imageInput - _cachedImage));
        var output = _candidates;
        var audioOutput = Take(ref output, _audioOutput);
        var imageOutput = Take(ref output, _imageOutput);
        return new TokenUsage
        {
            Input = input, CachedInput = cached, AudioInput = audioInput, ImageInput = imageInput,
            Output = output, Reasoning = _thoughts, AudioOutput = audioOutput, ImageOutput = imageOutput,
        };
    }

    // A list of {modality, tokenCount}. Documents are counted as text, which is their price.
    private void ReadDetails(ref Utf8JsonReader reader, ref long audio, ref long image)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadDetail(ref reader, ref audio, ref image);
            else
                reader.Skip();
        }
    }

    private void ReadDetail(ref Utf8JsonReader reader, ref long audio, ref long image)
    {
        var (isAudio, isImage, count) = (false, false, 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("tokenCount"u8))
            {
                count = Count(ref reader);
                continue;
            }

            var isModality = reader.Is("modality"u8);
            reader.Read();
            var isText = isModality && reader.TokenType == JsonTokenType.String;
            isAudio |= isText && reader.Is("AUDIO"u8);
            isImage |= isText && (reader.Is("IMAGE"u8) || reader.Is("VIDEO"u8));
            reader.Skip();
        }

        audio += isAudio ? count : 0;
        image += isImage ? count : 0;
    }

    private long Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count is >= 0 and < int.MaxValue)
        {
            _any = true;
            return count;
        }

        _invalid |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return 0;
    }

    private static long Take(ref long whole, long part)
    {
        var taken = Math.Min(whole, part);
        whole -= taken;
        return taken;
    }
}
