using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace HybridAi.Providers.Wire;

/// <summary>
/// What one pass over a request body finds: that it is a JSON object, where its top-level properties are, and about how many tokens it
/// holds. The body itself stays as it is; edits are made by these offsets (<see cref="BodySplice"/>).
/// </summary>
public sealed class BodyScan : IDisposable
{
    /// <summary>Most top-level properties a body may have.</summary>
    public const int MaxProperties = 256;

    /// <summary>Deepest nesting a body may have.</summary>
    public const int MaxDepth = 128;

    // A text that begins with this many bytes of nothing but Base64 is an image or audio; providers count those by size in pixels or
    // seconds, not by bytes. Prose is not: scripts without spaces still have letters beyond ASCII.
    private const int LongTextBytes = 8192;
    private const int TokensOfMedia = 1000;
    private const int BytesPerToken = 4;

    private static readonly SearchValues<byte> Base64 =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=\\"u8);

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    private BodyProperty[] _properties = ArrayPool<BodyProperty>.Shared.Rent(MaxProperties);
    private int _count;

    private BodyScan(ReadOnlyMemory<byte> body) => Body = body;

    /// <summary>The body that was scanned, without a byte-order mark.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The top-level properties in their order.</summary>
    public ReadOnlySpan<BodyProperty> Properties => _properties.AsSpan(0, _count);

    /// <summary>About how many tokens the texts of <c>messages</c>, <c>input</c>, <c>prompt</c>, <c>system</c>, <c>instructions</c> and <c>tools</c> come to: bytes divided by 4, and one for each number (an input may be given as tokens).</summary>
    public int EstimatedInputTokens { get; private set; }

    /// <summary>Scans a body.</summary>
    /// <param name="body">The body; must stay untouched as long as the scan is used.</param>
    /// <param name="error">What is wrong with it, as a sentence for its sender, or null.</param>
    /// <returns>The scan, or null if the body is not acceptable.</returns>
    public static BodyScan? TryScan(ReadOnlyMemory<byte> body, out string? error)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (body.IsEmpty)
            error = "The request has no body; send a JSON object.";
        else if (!Utf8.IsValid(body.Span))
            error = "The body is not valid UTF-8.";
        else
        {
            var scan = new BodyScan(body);
            error = scan.Read();
            if (error is null)
                return scan;
            scan.Dispose();
        }

        return null;
    }

    /// <summary>Finds a field that the gateway reads.</summary>
    /// <param name="field">Which.</param>
    /// <param name="property">Where it is.</param>
    /// <returns>False if the body does not have it.</returns>
    public bool TryFind(BodyField field, out BodyProperty property)
    {
        foreach (ref readonly var candidate in Properties)
        {
            if (candidate.Field == field)
            {
                property = candidate;
                return true;
            }
        }

        property = default;
        return false;
    }

    /// <summary>The bytes of a property's value.</summary>
    /// <param name="property">One of <see cref="Properties"/>.</param>
    public ReadOnlySpan<byte> ValueOf(in BodyProperty property) => Body.Span[property.ValueStart..property.ValueEnd];

    /// <summary>The bytes of a property's name as they are in the body, without quotes.</summary>
    /// <param name="property">One of <see cref="Properties"/>.</param>
    public ReadOnlySpan<byte> NameOf(in BodyProperty property) => Body.Span[(property.NameStart + 1)..(property.NameEnd - 1)];

    /// <summary>A property's name in plain UTF-8: without quotes and escapes, except for names that are no Unicode, which stay as they are.</summary>
    /// <param name="property">One of <see cref="Properties"/>.</param>
    public ReadOnlySpan<byte> PlainNameOf(in BodyProperty property)
    {
        var name = NameOf(property);
        return name.Contains((byte)'\\') ? BodyFields.Unescape(Body.Span[property.NameStart..property.NameEnd]) : name;
    }

    /// <summary>Gives the pooled table back, once however often it is called.</summary>
    public void Dispose()
    {
        _count = 0;
        if (Interlocked.Exchange(ref _properties, []) is { Length: > 0 } table)
            ArrayPool<BodyProperty>.Shared.Return(table);
    }

    private string? Read()
    {
        var reader = new Utf8JsonReader(Body.Span, ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return "The body must be a JSON object.";
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (_count == MaxProperties)
                    return $"The body has more than {MaxProperties} fields.";
                if (ReadProperty(ref reader) is { } error)
                    return error;
            }

            // Anything behind the object's end is an error that only the next read reports.
            reader.Read();
            return null;
        }
        catch (JsonException malformed)
        {
            return $"The body is not valid JSON: {JsonFault.Describe(malformed)}.";
        }
    }

    private string? ReadProperty(ref Utf8JsonReader reader)
    {
        var nameStart = (int)reader.TokenStartIndex;
        var field = BodyFields.Match(ref reader);
        var nameEnd = nameStart + reader.ValueSpan.Length + 2;
        var isInput = field is BodyField.Messages or BodyField.Input or BodyField.Instructions
            || (field == BodyField.Other && (reader.ValueSpan.SequenceEqual("system"u8) || reader.ValueSpan.SequenceEqual("prompt"u8) || reader.ValueSpan.SequenceEqual("tools"u8)));
        if (field != BodyField.Other && TryFind(field, out _))
            return $"The field '{BodyFields.NameOf(field)}' is there twice.";
        reader.Read();
        var valueStart = (int)reader.TokenStartIndex;
        var type = reader.TokenType;
        if (isInput)
            EstimatedInputTokens += CountTokens(ref reader);
        else
            reader.Skip();
        _properties[_count++] = new BodyProperty(nameStart, nameEnd, valueStart, (int)reader.BytesConsumed, field, type);
        return null;
    }

    private static int CountTokens(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        var bytes = 0L;
        var media = 0;
        var numbers = 0;
        do
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                var text = reader.ValueSpan;
                if (text.Length > LongTextBytes && (text.StartsWith("data:"u8) || !text[..LongTextBytes].ContainsAnyExcept(Base64)))
                    media++;
                else
                    bytes += text.Length;
            }
            else if (reader.TokenType is JsonTokenType.Number)
                numbers++;
        }
        while ((reader.CurrentDepth > depth || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) && reader.Read());
        return (int)((bytes + BytesPerToken - 1) / BytesPerToken) + numbers + (media * TokensOfMedia);
    }
}
