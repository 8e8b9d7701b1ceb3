using System.Text;
using System.Text.Unicode;

namespace HybridAi.Providers.Wire;

/// <summary>Reads the headers of a form's part.</summary>
internal static class MultipartHeaders
{
    private const int LongestName = 256;

    public static string? Read(ReadOnlySpan<byte> headers, out string? name, out bool isFile)
    {
        (name, isFile) = (null, false);
        var seen = false;
        while (!headers.IsEmpty)
        {
            var length = headers.IndexOf("\r\n"u8);
            var line = length < 0 ? headers : headers[..length];
            headers = length < 0 ? default : headers[(length + 2)..];
            if (line.ContainsAny((byte)'\r', (byte)'\n') || line.IsEmpty || line[0] is (byte)' ' or (byte)'\t' || line.Contains((byte)0))
                return "A part of the form has headers that are not valid.";
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAny((byte)' ', (byte)'\t'))
                return "A part of the form has a header without a proper name.";
            if (Ascii.EqualsIgnoreCase(line[..colon], "Content-Transfer-Encoding"u8) && !IsPlain(line[(colon + 1)..]))
                return "A part of the form has a Content-Transfer-Encoding; send it as it is.";
            if (!Ascii.EqualsIgnoreCase(line[..colon], "Content-Disposition"u8))
                continue;
            if (seen)
                return "A part of the form has two Content-Dispositions.";
            seen = true;
            if (ReadDisposition(line[(colon + 1)..].Trim((byte)' '), out name, out isFile) is { } error)
                return error;
        }

        return name is null ? "A part of the form has no 'Content-Disposition: form-data; name=\"…\"'." : null;
    }

    private static bool IsPlain(ReadOnlySpan<byte> encoding)
    {
        encoding = encoding.Trim((byte)' ');
        return Ascii.EqualsIgnoreCase(encoding, "binary"u8) || Ascii.EqualsIgnoreCase(encoding, "8bit"u8) || Ascii.EqualsIgnoreCase(encoding, "7bit"u8);
    }

    private static string? ReadDisposition(ReadOnlySpan<byte> value, out string? name, out bool isFile)
    {
        (name, isFile) = (null, false);
        const string Invalid = "A part of the form has a Content-Disposition that is not valid.";
        var semicolon = value.IndexOf((byte)';');
        if (semicolon < 0 || !Ascii.EqualsIgnoreCase(value[..semicolon].TrimEnd((byte)' '), "form-data"u8))
            return Invalid;
        var rest = value[semicolon..];
        while (!rest.IsEmpty)
        {
            if (rest[0] != (byte)';')
                return Invalid;
            rest = rest[1..].TrimStart((byte)' ');
            var equals = rest.IndexOf((byte)'=');
            if (equals <= 0)
                return rest.IsEmpty ? null : Invalid;
            var parameter = rest[..equals];
            rest = rest[(equals + 1)..];
            if (!TakeValue(ref rest, out var text))
                return Invalid;
            if (Ascii.EqualsIgnoreCase(parameter, "name"u8))
            {
                if (name is not null || !TryText(text, out name))
                    return Invalid;
            }
            else if (Ascii.EqualsIgnoreCase(parameter, "filename"u8) || Ascii.EqualsIgnoreCase(parameter, "filename*"u8))
                isFile = true;
            else if (parameter.Contains((byte)' ') || Ascii.EqualsIgnoreCase(parameter, "name*"u8))
                return Invalid;
        }

        return null;
    }

    // A quote behind a backslash ends the text for some readers and not for others.
    private static bool TakeValue(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (rest is [(byte)'"', ..])
        {
            var length = rest[1..].IndexOf((byte)'"');
            if (length < 0 || (length > 0 && rest[length] == (byte)'\\'))
                return false;
            text = rest.Slice(1, length);
            rest = rest[(length + 2)..].TrimStart((byte)' ');
            return true;
        }

        var end = rest.IndexOf((byte)';');
        text = (end < 0 ? rest : rest[..end]).TrimEnd((byte)' ');
        rest = end < 0 ? default : rest[end..];
        return !text.IsEmpty && !text.ContainsAny("\" \t="u8);
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, out string? text)
    {
        text = null;
        if (bytes.IsEmpty || bytes.Length > LongestName || !Utf8.IsValid(bytes))
            return false;
        text = Encoding.UTF8.GetString(bytes);
        return true;
    }
}
