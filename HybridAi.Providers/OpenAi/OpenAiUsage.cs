using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// The usage object of the OpenAI format: totals of which the details are parts. Taken apart here into disjoint classes
/// (OpenAI OpenAPI file, CompletionUsage; Mistral's <c>num_cached_tokens</c>; OpenRouter's <c>cost</c>).
/// </summary>
internal ref struct OpenAiUsage
{
    private long _prompt, _completion, _total, _cached, _cacheWrite, _audioInput, _imageInput, _reasoning, _audioOutput, _imageOutput;
    private bool _hasTotal, _invalid;

    /// <summary>The cost that the provider names, in US dollars, or null.</summary>
    public decimal? CostUsd { get; private set; }

    /// <summary>The disjoint classes; null if there is no total, or a count was impossible: unknown is not zero.</summary>
    public readonly TokenUsage? ToTokens()
    {
        if (!_hasTotal || _invalid)
            return null;
        // A part that is larger than what is left of its whole is cut down: the whole is what is billed.
        var input = _prompt;
        var cached = Take(ref input, _cached);
        var cacheWrite = Take(ref input, _cacheWrite);
        var audioInput = Take(ref input, _audioInput);
        var imageInput = Take(ref input, _imageInput);
        // Some providers leave completion_tokens out for embeddings, where there are none.
        var output = _completion > 0 || _total <= _prompt ? _completion : _total - _prompt;
        var reasoning = Take(ref output, _reasoning);
        var audioOutput = Take(ref output, _audioOutput);
        var imageOutput = Take(ref output, _imageOutput);
        return new TokenUsage
        {
            Input = input, CachedInput = cached, CacheWrite = cacheWrite, AudioInput = audioInput, ImageInput = imageInput,
            Output = output, Reasoning = reasoning, AudioOutput = audioOutput, ImageOutput = imageOutput,
        };
    }

    /// <summary>Reads the object that the reader stands at the start of.</summary>
    public void Read(ref Utf8JsonReader reader, string? costField)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("prompt_tokens"u8))
                _prompt = Total(ref reader);
            else if (reader.Is("completion_tokens"u8))
                _completion = Total(ref reader);
            else if (reader.Is("total_tokens"u8))
                _total = Total(ref reader);
            else if (reader.Is("num_cached_tokens"u8))
                _cached = Math.Max(_cached, Count(ref reader));
            else if (reader.Is("prompt_tokens_details"u8))
                ReadDetails(ref reader, input: true);
            else if (reader.Is("completion_tokens_details"u8))
                ReadDetails(ref reader, input: false);
            else if (costField is not null && reader.Is(costField))
                ReadCost(ref reader);
            else
                Pass(ref reader);
        }
    }

    /// <summary>The same of a responses object, where the fields have other names.</summary>
    public void ReadResponses(ref Utf8JsonReader reader, string? costField)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("input_tokens"u8))
                _prompt = Total(ref reader);
            else if (reader.Is("output_tokens"u8))
                _completion = Total(ref reader);
            else if (reader.Is("total_tokens"u8))
                _total = Total(ref reader);
            else if (reader.Is("input_tokens_details"u8))
                ReadDetails(ref reader, input: true);
            else if (reader.Is("output_tokens_details"u8))
                ReadDetails(ref reader, input: false);
            else if (costField is not null && reader.Is(costField))
                ReadCost(ref reader);
            else
                Pass(ref reader);
        }
    }

    /// <summary>The same of images and sound, one member of the object at a time; the reader stands at its name. Both families of names occur.</summary>
    public void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.Is("input_tokens"u8) || reader.Is("prompt_tokens"u8))
            _prompt = Total(ref reader);
        else if (reader.Is("output_tokens"u8) || reader.Is("completion_tokens"u8))
            _completion = Total(ref reader);
        else if (reader.Is("total_tokens"u8))
            _total = Total(ref reader);
        else if (reader.Is("input_tokens_details"u8) || reader.Is("input_token_details"u8) || reader.Is("prompt_tokens_details"u8))
            ReadDetails(ref reader, input: true);
        else if (reader.Is("output_tokens_details"u8))
            ReadDetails(ref reader, input: false);
        else
            Pass(ref reader);
    }

    private void ReadDetails(ref Utf8JsonReader reader, bool input)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (input && reader.Is("cached_tokens"u8))
                _cached = Math.Max(_cached, Count(ref reader));
            else if (input && reader.Is("cache_write_tokens"u8))
                _cacheWrite = Count(ref reader);
            else if (!input && reader.Is("reasoning_tokens"u8))
                _reasoning = Count(ref reader);
            else if (reader.Is("audio_tokens"u8))
                (input ? ref _audioInput : ref _audioOutput) = Count(ref reader);
            else if (reader.Is("image_tokens"u8))
                (input ? ref _imageInput : ref _imageOutput) = Count(ref reader);
            else
                Pass(ref reader);
        }
    }

    private long Total(ref Utf8JsonReader reader)
    {
        var count = Count(ref reader);
        _hasTotal |= reader.TokenType == JsonTokenType.Number;
        return count;
    }

    private long Count(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count is >= 0 and < int.MaxValue)
            return count;
        _invalid |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
        return 0;
    }

    private void ReadCost(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var cost) && cost is >= 0 and < 1_000_000)
            CostUsd = cost;
        else
            reader.Skip();
    }

    private static void Pass(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    private static long Take(ref long whole, long part)
    {
        var taken = Math.Min(whole, part);
        whole -= taken;
        return taken;
    }
}
