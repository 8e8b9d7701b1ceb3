using System.Text;

namespace HybridAi.Core.Caching;

/// <summary>Reads what <see cref="AnswerWriter"/> wrote. What does not fit makes it failed, for good, and every value the default.</summary>
internal ref struct AnswerReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Whether anything was not as it has to be.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>How much is left.</summary>
    public readonly int Left => _bytes.Length - _at;

    public Guid Id() => Take(16) is { Length: 16 } id ? new Guid(id, bigEndian: true) : default;

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Take(1) is not [var next])
                return 0;
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }

        HasFailed = true;
        return 0;
    }

    /// <summary>A number from 0 to a bound.</summary>
    public int Number(int most)
    {
        var number = Number();
        if (number >= 0 && number <= most)
            return (int)number;
        HasFailed = true;
        return 0;
    }

    public string Text() => Encoding.UTF8.GetString(Take(Number(Left)));

    /// <summary>A time, in ticks since year 1 (UTC).</summary>
    public DateTimeOffset Time()
    {
        var ticks = Number();
        if (ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks)
            return new DateTimeOffset(ticks, TimeSpan.Zero);
        HasFailed = true;
        return default;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (HasFailed || length > Left)
        {
            HasFailed = true;
            return default;
        }

        _at += length;
        return _bytes.Slice(_at - length, length);
    }
}
