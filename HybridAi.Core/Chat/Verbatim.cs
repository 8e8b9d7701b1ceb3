using System.Text;

namespace HybridAi.Core.Chat;

/// <summary>
/// UTF-8 text that must leave exactly as it came: a JSON schema, tool arguments, a signature, base64, a field we do not know.
/// It is never parsed and written again, and need not be valid JSON (models write broken arguments too). Compared byte by byte.
/// </summary>
/// <param name="Utf8">The bytes. May be a slice of a request's body and then lives as long as that; empty means that there is none.</param>
public readonly record struct Verbatim(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => Utf8.IsEmpty;

    /// <summary>The UTF-8 bytes of a text.</summary>
    /// <param name="text">The text.</param>
    public static Verbatim Of(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes as text.</summary>
    public string Decode() => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>Whether both have the same bytes.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(Verbatim other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <summary>A hash of the bytes.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>Only the length, so that no log shows what was said.</summary>
    public override string ToString() => $"{Utf8.Length} bytes";
}
