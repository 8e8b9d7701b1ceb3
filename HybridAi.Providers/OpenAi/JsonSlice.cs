using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Where a value stands in a piece of JSON that has been read once and found valid.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">Its length in bytes, quotes included.</param>
/// <param name="Type">Its first token.</param>
internal readonly record struct JsonSlice(int Start, int Length, JsonTokenType Type)
{
    /// <summary>Whether there is nothing, or null.</summary>
    public bool IsAbsent => Type is JsonTokenType.None or JsonTokenType.Null;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data) => data.Slice(Start, Length);

    public Verbatim Copy(ReadOnlySpan<byte> data) => new(Of(data).ToArray());

    /// <summary>A text; half surrogate pairs and invalid UTF-8 are replaced, not refused. Empty for other values.</summary>
    public string Text(ReadOnlySpan<byte> data) => Type == JsonTokenType.String ? Unquote(Of(data)) : "";

    public string? TextOrNull(ReadOnlySpan<byte> data) => Type == JsonTokenType.String && Length > 2 ? Unquote(Of(data)) : null;

    /// <summary>A text's bytes; those of other values are their JSON.</summary>
    public Verbatim TextBytes(ReadOnlySpan<byte> data)
    {
        if (Type != JsonTokenType.String)
            return IsAbsent ? default : Copy(data);
        var inner = Of(data)[1..^1];
        return inner.Contains((byte)'\\') ? Verbatim.Of(Unquote(Of(data))) : new Verbatim(inner.ToArray());
    }

    public long? Number(ReadOnlySpan<byte> data)
    {
        if (Type != JsonTokenType.Number)
            return null;
        var text = Of(data);
        return Utf8Parser.TryParse(text, out long whole, out var read) && read == text.Length ? whole
            : Utf8Parser.TryParse(text, out double real, out read) && read == text.Length && Math.Abs(real) < 1e15 ? (long)real
            : null;
    }

    public double? Real(ReadOnlySpan<byte> data) =>
        Type == JsonTokenType.Number && Utf8Parser.TryParse(Of(data), out double real, out _) && double.IsFinite(real) ? real : null;

    private static string Unquote(ReadOnlySpan<byte> quoted)
    {
        var inner = quoted[1..^1];
        if (!inner.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(inner);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return LenientText.Unescape(inner);
        }
    }
}
