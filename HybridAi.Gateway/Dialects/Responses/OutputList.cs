using System.Buffers;
using System.Text.Json;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>The items of an output that are complete, as JSON with commas between them.</summary>
/// <param name="summarized">Whether reasoning is told as a summary.</param>
/// <param name="seals">Whether reasoning is told with its seal.</param>
internal sealed class OutputList(bool summarized, bool seals)
{
    private readonly ArrayBufferWriter<byte> _items = new(512);
    private readonly Utf8JsonWriter _json = new(new ArrayBufferWriter<byte>(1), ErrorWriter.Readable with { SkipValidation = true });

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<byte> Json => _items.WrittenSpan;

    /// <summary>Adds an item.</summary>
    /// <returns>Its JSON.</returns>
    public ReadOnlySpan<byte> Add(OpenItem item, ReadOnlySpan<byte> status)
    {
        if (Count++ > 0)
            _items.Write(","u8);
        var start = _items.WrittenCount;
        _json.Reset(_items);
        ItemWriter.Write(_json, item, status, summarized, seals);
        _json.Flush();
        return _items.WrittenSpan[start..];
    }
}
