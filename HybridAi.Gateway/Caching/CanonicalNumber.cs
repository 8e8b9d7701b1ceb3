using System.Buffers.Text;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// A JSON number by its value: its significant digits, without zeros at either end, and the power of ten that they are multiplied by. 1, 1.0, 10e-1 and 1E0 are the
/// same; 0 and -0, too.
/// </summary>
internal static class CanonicalNumber
{
    /// <summary>How much longer than the number its form can be.</summary>
    public const int Extra = 24;

    /// <summary>The longest number that is looked at for being plain.</summary>
    public const int LongestPlain = 18;

    // Beyond it no two spellings are taken for the same: nobody writes such numbers twice in different ways.
    private const int LongestExponent = 9;

    /// <summary>Whether it is its own form already: a whole number without a zero at its end.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> number) => number is [>= (byte)'1' and <= (byte)'9', ..] && number[^1] != '0' && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Writes the form.</summary>
    /// <param name="number">The number as it stands.</param>
    /// <param name="output">Has room for it and <see cref="Extra"/>.</param>
    /// <returns>How long it is.</returns>
    public static int Write(ReadOnlySpan<byte> number, Span<byte> output)
    {
        var e = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = e < 0 ? number : number[..e];
        var isNegative = mantissa[0] == '-';
        if (isNegative)
            mantissa = mantissa[1..];
        if (!TryExponent(e < 0 ? default : number[(e + 1)..], out var exponent))
        {
            output[0] = (byte)'!';
            number.CopyTo(output[1..]);
            return number.Length + 1;
        }

        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        var digits = output[1..];
        whole.CopyTo(digits);
        fraction.CopyTo(digits[whole.Length..]);
        var all = digits[..(whole.Length + fraction.Length)];
        var significant = all.TrimEnd((byte)'0');
        exponent += all.Length - significant.Length - fraction.Length;
        significant = significant.TrimStart((byte)'0');
        return significant.IsEmpty ? Zero(output) : Join(isNegative, significant, exponent, output);
    }

    private static int Zero(Span<byte> output)
    {
        output[0] = (byte)'0';
        return 1;
    }

    // The digits lie behind the first byte of the output, perhaps farther.
    private static int Join(bool isNegative, ReadOnlySpan<byte> digits, long exponent, Span<byte> output)
    {
        var length = 0;
        if (isNegative)
            output[length++] = (byte)'-';
        digits.CopyTo(output[length..]);
        length += digits.Length;
        if (exponent == 0)
            return length;
        output[length++] = (byte)'e';
        Utf8Formatter.TryFormat(exponent, output[length..], out var written);
        return length + written;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
            return true;
        if (text[0] == '+')
            text = text[1..];
        return text.Length <= LongestExponent && Utf8Parser.TryParse(text, out exponent, out var read) && read == text.Length;
    }
}
