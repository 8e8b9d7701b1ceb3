using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HybridAi.Core.Configuration;

/// <summary>An amount of memory or disk.</summary>
/// <param name="Bytes">In bytes.</param>
public readonly record struct ByteSize(long Bytes)
{
    /// <summary>What <see cref="TryParse"/> accepts, for error messages.</summary>
    public const string Accepted = "a size such as 500MB, 2GiB, 64KB or 1048576";

    // Decimal and binary units alike mean powers of 1,024: that is what people mean by them in configuration files.
    private static readonly (string Suffix, int Shift)[] Units =
        [("KIB", 10), ("MIB", 20), ("GIB", 30), ("TIB", 40), ("KB", 10), ("MB", 20), ("GB", 30), ("TB", 40), ("K", 10), ("M", 20), ("G", 30), ("T", 40), ("B", 0)];

    /// <summary>Reads a whole or decimal number with a unit, in any case; without one it is bytes.</summary>
    /// <param name="text">The text; white space around it is ignored.</param>
    /// <param name="size">The size, never negative.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out ByteSize size)
    {
        size = default;
        var upper = (text ?? "").Trim().ToUpperInvariant();
        var (suffix, shift) = Array.Find(Units, unit => upper.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var number = suffix is null ? upper : upper[..^suffix.Length].TrimEnd();
        if (number.Length == 0 || !char.IsAsciiDigit(number[0])
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue >> shift)
            return false;
        size = new ByteSize((long)(value * (1L << shift)));
        return true;
    }

    /// <summary>The size in the largest unit that divides it.</summary>
    public override string ToString()
    {
        var bytes = Bytes;
        var (suffix, shift) = Array.Find(Units, unit => unit.Suffix.EndsWith("IB", StringComparison.Ordinal) is false && unit.Suffix.Length == 2
            && bytes != 0 && bytes % (1L << unit.Shift) == 0 && (bytes >> unit.Shift) < 1024);
        return suffix is null ? string.Create(CultureInfo.InvariantCulture, $"{bytes}B") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> shift}{suffix}");
    }
}
