using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Where the fields of one stream event are, found in one pass.</summary>
internal ref struct EventFields(ReadOnlySpan<byte> eventName)
{
    /// <summary>Its type, by its own word or else by the event's name.</summary>
    public EventType Type { get; private set; } = EventTypes.OfName(eventName);

    public Range? Message { get; private set; }

    public Range? Block { get; private set; }

    public Range? Delta { get; private set; }

    /// <summary>Finds the fields.</summary>
    /// <returns>What is wrong with the event, or null.</returns>
    public string? Read(ReadOnlySpan<byte> data, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(data, options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return "an event is not a JSON object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is("type"u8))
                ReadType(ref reader);
            else if (reader.Is("delta"u8))
                Delta = Find(ref reader) ?? Delta;
            else if (reader.Is("content_block"u8))
                Block = Find(ref reader) ?? Block;
            else if (reader.Is("message"u8))
                Message = Find(ref reader) ?? Message;
            else
                Find(ref reader);
        }

        reader.Read();
        return null;
    }

    /// <summary>A field's bytes; nothing if it is not there.</summary>
    public readonly ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data, Range? field) => field is { } range ? data[range] : default;

    private void ReadType(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            Type = EventTypes.Of(ref reader);
        else
            reader.Skip();
    }

    private static Range? Find(ref Utf8JsonReader reader)
    {
        reader.Read();
        var (start, isObject) = ((int)reader.TokenStartIndex, reader.TokenType == JsonTokenType.StartObject);
        reader.Skip();
        return isObject ? start..(int)reader.BytesConsumed : null;
    }
}
