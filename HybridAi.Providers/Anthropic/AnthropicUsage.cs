using System.Runtime.InteropServices;
using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>
/// The usage object of the messages API, in disjoint classes but for the thinking within the output and the two kinds of cache writes
/// within their sum. In a stream it is cumulative: each reading replaces the counts that it names (messages.d.ts: Usage, MessageDeltaUsage).
/// </summary>
internal struct AnthropicUsage
{
    private long? _input, _cached, _written, _written5m, _written1h, _output, _thinking;
    private bool _invalid;

    /// <summary>The disjoint classes; null if nothing was counted, or a count was impossible: unknown is not zero.</summary>
    public readonly TokenUsage? ToTokens()
    {
        if (_invalid || (_input is null && _output is null))
            return null;
        var hour = _written1h ?? 0;
        var written = _written ?? (hour + (_written5m ?? 0));
        var output = _output ?? 0;
        var thinking = Math.Min(output, _thinking ?? 0);
        hour = Math.Min(written, hour);
        return new TokenUsage
        {
            Input = _input ?? 0, CachedInput = _cached ?? 0, CacheWrite = written - hour, CacheWrite1h = hour,
            Output = output - thinking, Reasoning = thinking,
        };
    }

    /// <summary>Reads the value behind the property name that the reader stands at.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (!EnterObject(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("input_tokens"u8))
                Count(ref reader, ref _input);
            else if (reader.Is("output_tokens"u8))
                Count(ref reader, ref _output);
            else if (reader.Is("cache_read_input_tokens"u8))
                Count(ref reader, ref _cached);
            else if (reader.Is("cache_creation_input_tokens"u8))
                Count(ref reader, ref _written);
            else if (reader.Is("cache_creation"u8))
                ReadDetails(ref reader, "ephemeral_5m_input_tokens"u8, ref _written5m, "ephemeral_1h_input_tokens"u8, ref _written1h);
            else if (reader.Is("output_tokens_details"u8))
                ReadDetails(ref reader, "thinking_tokens"u8, ref _thinking, default, ref _thinking);
            else
                Pass(ref reader);
        }
    }

    /// <summary>Reads a usage object.</summary>
    public void Read(JsonElement usage)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(usage), new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        Read(ref reader);
    }

    private void ReadDetails(ref Utf8JsonReader reader, ReadOnlySpan<byte> first, ref long? firstCount, ReadOnlySpan<byte> second, ref long? secondCount)
    {
        if (!EnterObject(ref reader))
            return;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is(first))
                Count(ref reader, ref firstCount);
            else if (!second.IsEmpty && reader.Is(second))
                Count(ref reader, ref secondCount);
            else
                Pass(ref reader);
        }
    }

    private void Count(ref Utf8JsonReader reader, ref long? count)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= 0 and < int.MaxValue)
        {
            count = number;
            return;
        }

        _invalid |= reader.TokenType != JsonTokenType.Null;
        reader.Skip();
    }

    private static bool EnterObject(ref Utf8JsonReader reader)
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
