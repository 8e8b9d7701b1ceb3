using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>Goes through the members of an object. Of a value that is no object it finds none.</summary>
internal ref struct JsonMembers
{
    public static readonly JsonReaderOptions Options = new() { MaxDepth = BodyScan.MaxDepth };

    private readonly int _base;
    private Utf8JsonReader _reader;
    private bool _isAtName;
    private bool _isOver;

    /// <summary>Goes through a whole piece of JSON that has not been read yet; <see cref="JsonException"/> if it is not valid.</summary>
    public JsonMembers(ReadOnlySpan<byte> data)
    {
        _reader = new Utf8JsonReader(data, Options);
        IsObject = _reader.Read() && _reader.TokenType == JsonTokenType.StartObject;
        _isOver = !IsObject;
    }

    /// <summary>Goes through a value within valid JSON.</summary>
    public JsonMembers(ReadOnlySpan<byte> data, JsonSlice value)
    {
        _base = value.Start;
        _isOver = value.Type != JsonTokenType.StartObject;
        IsObject = !_isOver;
        _reader = new Utf8JsonReader(value.Of(data), Options);
        if (IsObject)
            _reader.Read();
    }

    public bool IsObject { get; }

    /// <summary>Steps to the next member's name; past its value, if that was not taken.</summary>
    public bool Next()
    {
        if (_isOver)
            return false;
        if (_isAtName)
            _reader.Skip();
        _isAtName = _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;
        _isOver = !_isAtName;
        return _isAtName;
    }

    /// <summary>Whether the member has this name.</summary>
    public bool Is(ReadOnlySpan<byte> name) => _reader.Is(name);

    /// <summary>Whether the member has this name.</summary>
    public bool Is(string name) => _reader.Is(name);

    /// <summary>The name as it stands between its quotes.</summary>
    public readonly ReadOnlySpan<byte> RawName => _reader.ValueSpan;

    /// <summary>Takes the member's value.</summary>
    public JsonSlice Value()
    {
        _reader.Read();
        var (start, type) = ((int)_reader.TokenStartIndex, _reader.TokenType);
        _reader.Skip();
        _isAtName = false;
        return new JsonSlice(_base + start, (int)_reader.BytesConsumed - start, type);
    }

    /// <summary>Makes sure that nothing stands behind the object.</summary>
    public void End() => _reader.Read();
}
