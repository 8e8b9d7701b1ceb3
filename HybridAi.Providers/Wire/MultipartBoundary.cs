using System.Buffers;

namespace HybridAi.Providers.Wire;

/// <summary>The boundary that a <c>Content-Type</c> names (RFC 2046, section 5.1.1).</summary>
internal static class MultipartBoundary
{
    private const string MediaType = "multipart/form-data";
    private const int Longest = 70;

    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'+_-.");
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'()+_,-./:=? ");

    /// <summary>Whether it can be written without quotes.</summary>
    public static bool IsToken(string boundary) => !boundary.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <returns>The boundary, or null if there is none, more than one, or one that is not valid.</returns>
    public static string? Find(string contentType)
    {
        if (!contentType.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = contentType.AsSpan(MediaType.Length).Trim();
        string? boundary = null;
        while (!rest.IsEmpty)
        {
            if (rest[0] != ';')
                return null;
            rest = rest[1..].TrimStart();
            if (rest.IsEmpty)
                break;
            var equals = rest.IndexOf('=');
            if (equals <= 0)
                return null;
            var name = rest[..equals].Trim();
            if (!TakeValue(ref rest, equals + 1, out var value))
                return null;
            if (!name.Equals("boundary", StringComparison.OrdinalIgnoreCase))
                continue;
            if (boundary is not null)
                return null;
            boundary = value.ToString();
        }

        return boundary is { Length: > 0 and <= Longest } && boundary[^1] != ' ' && !boundary.AsSpan().ContainsAnyExcept(Characters) ? boundary : null;
    }

    private static bool TakeValue(ref ReadOnlySpan<char> rest, int at, out ReadOnlySpan<char> value)
    {
        value = default;
        if (at < rest.Length && rest[at] == '"')
        {
            var length = rest[(at + 1)..].IndexOf('"');
            if (length < 0)
                return false;
            value = rest.Slice(at + 1, length);
            rest = rest[(at + length + 2)..].TrimStart();
            return true;
        }

        var end = rest[at..].IndexOf(';');
        value = end < 0 ? rest[at..].Trim() : rest.Slice(at, end).Trim();
        rest = end < 0 ? default : rest[(at + end)..];
        return true;
    }
}
