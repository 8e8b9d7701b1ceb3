using System.Globalization;
using System.Text;

namespace HybridAi.Providers.OpenAi;

/// <summary>Unescapes JSON texts that are no Unicode: some servers cut a surrogate pair between two deltas.</summary>
internal static class LenientText
{
    /// <summary>The text; a half pair becomes U+FFFD.</summary>
    /// <param name="escaped">A valid JSON text without its quotes.</param>
    public static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var source = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\' || i + 1 == source.Length)
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            if (source[i] == 'u' && i + 4 < source.Length && TryHex(source.AsSpan(i + 1, 4), out var unit))
            {
                text.Append(unit);
                i += 4;
            }
            else
                text.Append(Unescape(source[i]));
        }

        return Repair(text.ToString());
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out char unit)
    {
        var isHex = ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        unit = (char)value;
        return isHex;
    }

    private static char Unescape(char letter) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\b',
        'f' => '\f',
        _ => letter,
    };

    private static string Repair(string text)
    {
        StringBuilder? repaired = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                (repaired ??= new StringBuilder(text))[i] = '\ufffd';
        }

        return repaired?.ToString() ?? text;
    }
}
