using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// JSON in the one form that all spellings of it have: no white space, the fields of an object in the order of their names, no escapes, numbers by their value. Of fields
/// that have the same name the order stays, so that the last one counts here as it does for whoever reads it. One pass, in pooled buffers; each byte is moved a bounded
/// number of times however deep it stands, since what is long is its hash from then on.
/// </summary>
internal ref struct CanonicalJson : IDisposable
{
    /// <summary>What stands for a value is at most this long; a longer one is its hash.</summary>
    private const int LongestInline = 1024;

    private const byte Text = 1, Number = 2, True = 3, False = 4, Null = 5, Array = 6, Object = 7, End = 8, Hashed = 9;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = BodyScan.MaxDepth };

    private readonly bool _isWithoutNotes;
    private MessageNotes _notes;
    private byte[] _bytes;
    private CanonicalField[] _fields;
    private byte[]? _scratch;
    private int _length;
    private int _fieldCount;

    /// <param name="expected">About how long it will be, in bytes.</param>
    /// <param name="withoutNotes">Whether notes on messages do not count: see <see cref="MessageNotes"/>.</param>
    public CanonicalJson(int expected, bool withoutNotes = false)
    {
        _isWithoutNotes = withoutNotes;
        _bytes = BodyBuffers.Rent(expected);
        _fields = ArrayPool<CanonicalField>.Shared.Rent(64);
    }

    /// <summary>Says of a field whether it is left out.</summary>
    public delegate bool LeftOut(ReadOnlySpan<byte> name);

    /// <summary>The hash of all that was added.</summary>
    public readonly void Finish(Span<byte> hash) => SHA256.HashData(_bytes.AsSpan(0, _length), hash);

    /// <summary>Adds a text. Each has its length before it, so that nothing can be shifted from one to the next.</summary>
    public void Add(scoped ReadOnlySpan<byte> text) => Put(Text, text);

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        var most = System.Text.Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        Add(bytes[..System.Text.Encoding.UTF8.GetBytes(text, bytes)]);
    }

    /// <summary>Adds an object.</summary>
    /// <param name="json">The object; that it is valid JSON was checked before.</param>
    /// <param name="leftOut">Which of its fields do not count.</param>
    /// <returns>False if a text in it is no Unicode, so that it has no such form.</returns>
    public bool TryAdd(ReadOnlySpan<byte> json, LeftOut leftOut)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        Span<Frame> frames = stackalloc Frame[BodyScan.MaxDepth + 1];
        try
        {
            while (reader.Read())
                Take(ref reader, frames, leftOut);
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair. The first one ends it: exceptions are too dear to take many of them from one body.
            return false;
        }
    }

    public void Dispose()
    {
        BodyBuffers.Return(_bytes);
        ArrayPool<CanonicalField>.Shared.Return(_fields);
        if (_scratch is not null)
            BodyBuffers.Return(_scratch);
    }

    private void Take(scoped ref Utf8JsonReader reader, scoped Span<Frame> frames, LeftOut leftOut)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                frames[depth] = new Frame(_length, _fieldCount);
                Put(reader.TokenType == JsonTokenType.StartObject ? Object : Array);
                break;
            case JsonTokenType.EndObject:
                EndField(frames[depth].FirstField, depth + 1);
                Sort(frames[depth]);
                Close(frames[depth].Start, depth);
                break;
            case JsonTokenType.EndArray:
                Close(frames[depth].Start, depth);
                break;
            case JsonTokenType.PropertyName:
                EndField(frames[depth - 1].FirstField, depth);
                BeginField(ref reader, depth, leftOut);
                break;
            case JsonTokenType.String:
                PutString(ref reader);
                break;
            case JsonTokenType.Number:
                PutNumber(reader.ValueSpan);
                break;
            default:
                Put(reader.TokenType switch { JsonTokenType.True => True, JsonTokenType.False => False, _ => Null });
                break;
        }
    }

    private void BeginField(scoped ref Utf8JsonReader reader, int depth, LeftOut leftOut)
    {
        var start = _length;
        var name = PutString(ref reader);
        if ((depth == 1 && leftOut(_bytes.AsSpan(name))) || (_isWithoutNotes && _notes.Begin(_bytes.AsSpan(name), depth)))
        {
            _length = start;
            reader.Skip();
            return;
        }

        if (_fieldCount == _fields.Length)
            GrowFields();
        _fields[_fieldCount++] = CanonicalField.Of(_bytes, start, name);
    }

    // The field that was begun last ends where the next one begins, or the object ends.
    private void EndField(int first, int depth)
    {
        if (_fieldCount == first)
            return;
        ref var field = ref _fields[_fieldCount - 1];
        if (_isWithoutNotes && _notes.IsNoteIfEmpty(depth) && IsEmpty(_bytes.AsSpan((field.Name + field.NameLength).._length)))
        {
            _length = field.Start;
            _fieldCount--;
            return;
        }

        field.End = _length;
    }

    private static bool IsEmpty(ReadOnlySpan<byte> value) => value is [Null] or [Array, End] or [Object, End];

    private void Sort(Frame frame)
    {
        var fields = _fields.AsSpan(frame.FirstField, _fieldCount - frame.FirstField);
        _fieldCount = frame.FirstField;
        var order = new CanonicalFieldOrder(_bytes);
        if (IsSorted(fields, order))
            return;
        // What stands between the object's tag and here is nothing but its fields.
        var content = frame.Start + 1;
        fields.Sort(order);
        var scratch = Scratch(_length - content);
        var at = 0;
        foreach (ref readonly var field in fields)
        {
            _bytes.AsSpan(field.Start, field.End - field.Start).CopyTo(scratch[at..]);
            at += field.End - field.Start;
        }

        scratch[..at].CopyTo(_bytes.AsSpan(content));
    }

    private static bool IsSorted(ReadOnlySpan<CanonicalField> fields, in CanonicalFieldOrder order)
    {
        for (var i = 1; i < fields.Length; i++)
        {
            if (order.Compare(fields[i - 1], fields[i]) > 0)
                return false;
        }

        return true;
    }

    private void Close(int start, int depth)
    {
        Put(End);
        if (depth == 0 || _length - start <= LongestInline)
            return;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_bytes.AsSpan(start, _length - start), hash);
        _length = start;
        Put(Hashed, hash);
    }

    // Where its content stands then.
    private Range PutString(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Put(Text, reader.ValueSpan);
        var unescaped = Scratch(reader.ValueSpan.Length);
        return Put(Text, unescaped[..reader.CopyString(unescaped)]);
    }

    private void PutNumber(scoped ReadOnlySpan<byte> number)
    {
        if (number.Length <= CanonicalNumber.LongestPlain && CanonicalNumber.IsPlain(number))
        {
            Put(Number, number);
            return;
        }

        var scratch = Scratch(number.Length + CanonicalNumber.Extra);
        Put(Number, scratch[..CanonicalNumber.Write(number, scratch)]);
    }

    private void Put(byte tag)
    {
        Ensure(1);
        _bytes[_length++] = tag;
    }

    private Range Put(byte tag, scoped ReadOnlySpan<byte> content)
    {
        Ensure(content.Length + 6);
        _bytes[_length++] = tag;
        var rest = (uint)content.Length;
        for (; rest >= 0x80; rest >>= 7)
            _bytes[_length++] = (byte)(rest | 0x80);
        _bytes[_length++] = (byte)rest;
        content.CopyTo(_bytes.AsSpan(_length));
        _length += content.Length;
        return (_length - content.Length).._length;
    }

    private void Ensure(int more)
    {
        while (_length + more > _bytes.Length)
            _bytes = BodyBuffers.Grow(_bytes);
    }

    private void GrowFields()
    {
        var larger = ArrayPool<CanonicalField>.Shared.Rent(_fields.Length * 2);
        _fields.CopyTo(larger, 0);
        ArrayPool<CanonicalField>.Shared.Return(_fields);
        _fields = larger;
    }

    private Span<byte> Scratch(int length)
    {
        if (_scratch is null || _scratch.Length < length)
        {
            if (_scratch is not null)
                BodyBuffers.Return(_scratch);
            _scratch = BodyBuffers.Rent(length);
        }

        return _scratch;
    }

    /// <summary>An object or array that is open: where it begins, and the first of its fields.</summary>
    private readonly record struct Frame(int Start, int FirstField);
}
