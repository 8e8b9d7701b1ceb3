using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// Reports fields without a typed member: each when it first comes, and once more at the end if it has changed since. Bounded, since a
/// provider may send any number of them.
/// </summary>
internal sealed class OpenAiExtras
{
    private const int MostFields = 128;
    private const int LongestValue = 256 * 1024;

    private readonly List<Entry> _entries = [];

    /// <summary>Takes a field.</summary>
    /// <param name="choice">The choice that it belongs to, or null.</param>
    /// <param name="within">The inner objects it stands in, each with a slash.</param>
    /// <param name="rawName">Its name as it stands between its quotes.</param>
    /// <param name="value">Its value.</param>
    /// <param name="data">What it is a slice of.</param>
    /// <param name="events">Gets the event, if it is new.</param>
    public void Add(int? choice, string within, ReadOnlySpan<byte> rawName, JsonSlice value, ReadOnlySpan<byte> data, List<ChatEvent> events)
    {
        if (value.IsAbsent || value.Length > LongestValue)
            return;
        foreach (var entry in _entries)
        {
            if (entry.Choice != choice || entry.Within != within || !rawName.SequenceEqual(entry.RawName))
                continue;
            if (value.Of(data).SequenceEqual(entry.Value.Span))
                return;
            entry.Value = value.Of(data).ToArray();
            entry.HasChanged = true;
            return;
        }

        if (_entries.Count == MostFields)
            return;
        var added = new Entry(choice, within, rawName.ToArray(), within + NameOf(rawName)) { Value = value.Of(data).ToArray() };
        _entries.Add(added);
        events.Add(added.ToEvent());
    }

    /// <summary>Reports what has changed since it was reported.</summary>
    public void Flush(List<ChatEvent> events)
    {
        foreach (var entry in _entries)
        {
            if (entry.HasChanged)
                events.Add(entry.ToEvent());
            entry.HasChanged = false;
        }
    }

    private static string NameOf(ReadOnlySpan<byte> rawName) =>
        rawName.Contains((byte)'\\') ? LenientText.Unescape(rawName) : Encoding.UTF8.GetString(rawName);

    private sealed class Entry(int? choice, string within, byte[] rawName, string path)
    {
        public int? Choice => choice;

        public string Within => within;

        public ReadOnlySpan<byte> RawName => rawName;

        public ReadOnlyMemory<byte> Value { get; set; }

        public bool HasChanged { get; set; }

        public ChatEvent.FieldAdded ToEvent() => new(choice, false, new ExtraField(path, new Verbatim(Value)));
    }
}
