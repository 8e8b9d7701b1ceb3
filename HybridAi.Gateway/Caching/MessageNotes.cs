namespace HybridAi.Gateway.Caching;

/// <summary>
/// What clients and providers note on the messages of a conversation, and send back with the next request. It is looked for where it stands and nowhere else: on messages (<c>messages</c>, <c>input</c>,
/// <c>system</c>), on the parts of their content, and, as for marks for a provider's cache of prompts, on tools. The same names within schemas, arguments and calls mean something.
/// </summary>
internal ref struct MessageNotes
{
    // How deep the fields of messages and tools stand, and those of a content's parts: body, list, message, content, part.
    private const int OnMessage = 3, OnPart = 5;

    private Place _place;
    private bool _isContent;

    private enum Place
    {
        Elsewhere,
        Messages,
        Tools,
    }

    /// <summary>Takes notice of a field that begins.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="depth">How deep it stands; the body's own fields at 1.</param>
    /// <returns>Whether it is a note, whatever its value.</returns>
    public bool Begin(ReadOnlySpan<byte> name, int depth)
    {
        if (depth == 1)
            _place = PlaceOf(name);
        if (depth == OnMessage)
            _isContent = name.SequenceEqual("content"u8);
        return _place switch
        {
            Place.Messages => IsOnMessage(depth) && (IsMark(name) || (depth == OnMessage && IsNote(name))),
            Place.Tools => depth == OnMessage && IsMark(name),
            _ => false,
        };
    }

    /// <summary>Whether a field at a depth is a note if its value is null or empty.</summary>
    public readonly bool IsNoteIfEmpty(int depth) => _place == Place.Messages && IsOnMessage(depth);

    private readonly bool IsOnMessage(int depth) => depth == OnMessage || (depth == OnPart && _isContent);

    private static Place PlaceOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("messages"u8) || name.SequenceEqual("input"u8) || name.SequenceEqual("system"u8) ? Place.Messages
        : name.SequenceEqual("tools"u8) ? Place.Tools
        : Place.Elsewhere;

    private static bool IsMark(ReadOnlySpan<byte> name) => name.SequenceEqual("cache_control"u8);

    private static bool IsNote(ReadOnlySpan<byte> name) => name.SequenceEqual("id"u8) || name.SequenceEqual("status"u8) || name.SequenceEqual("created_at"u8);
}
