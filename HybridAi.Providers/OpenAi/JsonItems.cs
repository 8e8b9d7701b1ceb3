using System.Text.Json;

namespace HybridAi.Providers.OpenAi;

/// <summary>Goes through the items of an array within valid JSON. Of a value that is no array it finds none.</summary>
internal ref struct JsonItems
{
    private readonly int _base;
    private readonly bool _isArray;
    private Utf8JsonReader _reader;

    public JsonItems(ReadOnlySpan<byte> data, JsonSlice value)
    {
        _base = value.Start;
        _isArray = value.Type == JsonTokenType.StartArray;
        _reader = new Utf8JsonReader(value.Of(data), JsonMembers.Options);
        if (_isArray)
            _reader.Read();
    }

    public JsonSlice Current { get; private set; }

    public bool Next()
    {
        if (!_isArray || !_reader.Read() || _reader.TokenType == JsonTokenType.EndArray)
            return false;
        var (start, type) = ((int)_reader.TokenStartIndex, _reader.TokenType);
        _reader.Skip();
        Current = new JsonSlice(_base + start, (int)_reader.BytesConsumed - start, type);
        return true;
    }
}
