using System.Text.Json;

namespace HybridAi.Providers.Anthropic;

/// <summary>The events of a messages stream.</summary>
internal enum EventType
{
    /// <summary>It does not say.</summary>
    None,

    /// <summary>One that the gateway does not know; Anthropic announces that there will be such, and that they are to be ignored.</summary>
    Unknown,

    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageDelta,
    MessageStop,
    Ping,
    Error,
}

/// <summary>Recognises event types.</summary>
internal static class EventTypes
{
    /// <summary>The type that a reader stands at.</summary>
    public static EventType Of(ref Utf8JsonReader reader) => reader.ValueIsEscaped ? EventType.Unknown : Match(reader.ValueSpan);

    /// <summary>The type of an event's name.</summary>
    public static EventType OfName(ReadOnlySpan<byte> name) => name.IsEmpty ? EventType.None : Match(name);

    private static EventType Match(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("ping"u8) => EventType.Ping,
        5 when name.SequenceEqual("error"u8) => EventType.Error,
        12 when name.SequenceEqual("message_stop"u8) => EventType.MessageStop,
        13 when name.SequenceEqual("message_start"u8) => EventType.MessageStart,
        13 when name.SequenceEqual("message_delta"u8) => EventType.MessageDelta,
        18 when name.SequenceEqual("content_block_stop"u8) => EventType.BlockStop,
        19 when name.SequenceEqual("content_block_start"u8) => EventType.BlockStart,
        19 when name.SequenceEqual("content_block_delta"u8) => EventType.BlockDelta,
        _ => EventType.Unknown,
    };
}
