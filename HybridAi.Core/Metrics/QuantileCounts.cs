namespace HybridAi.Core.Metrics;

/// <summary>
/// The buckets of a <see cref="QuantileSketch"/> that are not empty, to be kept and added up for any length of time: 64-bit counts, and a few bytes for the
/// few buckets that a series usually has. For one thread.
/// </summary>
/// <remarks>
/// As bytes: the version (1), how many buckets there are, and for each, rising, how far it is from the one before and its count; all numbers but the version
/// are little-endian base-128 varints. Version 1 is bound to the buckets of <see cref="QuantileSketch"/> as they are; were they to change, the version would.
/// </remarks>
public sealed class QuantileCounts
{
    private const byte Version = 1;
    private ushort[] _buckets = [];
    private long[] _counts = [];
    private int _length;

    /// <summary>How many values were added.</summary>
    public long Count
    {
        get
        {
            var count = 0L;
            for (var i = 0; i < _length; i++)
                count = MetricSums.Sum(count, _counts[i]);
            return count;
        }
    }

    /// <summary>The values, rising, each within 1 % of the true one, with how many of them were added.</summary>
    public IEnumerable<(double Value, long Count)> Values
    {
        get
        {
            for (var i = 0; i < _length; i++)
                yield return (QuantileSketch.ValueOf(_buckets[i]), _counts[i]);
        }
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value, in milliseconds; not a number counts as the least.</param>
    public void Add(double value) => Add(QuantileSketch.BucketOf(value), 1);

    /// <summary>Adds all values of another one, which stays as it is.</summary>
    /// <param name="other">The other one.</param>
    public void Add(QuantileCounts other)
    {
        for (int i = 0, at = 0; i < other._length; i++)
            AddFrom(ref at, other._buckets[i], other._counts[i]);
    }

    /// <summary>Adds what <see cref="Write()"/> wrote.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">They are of a newer version, or no such bytes at all.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes[0] != Version)
            throw new InvalidDataException(bytes.Length == 0 ? "A quantile sketch without bytes." : $"A quantile sketch of version {bytes[0]}, which a newer release wrote.");
        bytes = bytes[1..];
        var (left, bucket, at) = (ReadNumber(ref bytes), -1L, 0);
        for (; left > 0; left--)
        {
            (bucket, var count) = (bucket + ReadNumber(ref bytes), ReadNumber(ref bytes));
            if (bucket < 0 || bucket >= QuantileSketch.Buckets || count <= 0)
                throw new InvalidDataException("A quantile sketch with a bucket that does not exist.");
            AddFrom(ref at, (ushort)bucket, count);
        }

        if (!bytes.IsEmpty)
            throw new InvalidDataException("A quantile sketch with bytes behind its end.");
    }

    /// <summary>The bytes: about two to four for each bucket that is not empty.</summary>
    public byte[] Write()
    {
        var bytes = new byte[1 + 5 + (_length * (3 + 10))];
        bytes[0] = Version;
        var (at, before) = (1, -1);
        WriteNumber(bytes, ref at, (ulong)_length);
        for (var i = 0; i < _length; i++)
        {
            WriteNumber(bytes, ref at, (ulong)(_buckets[i] - before));
            WriteNumber(bytes, ref at, (ulong)_counts[i]);
            before = _buckets[i];
        }

        return bytes[..at];
    }

    /// <summary>The value at a rank: 0.5 is the median.</summary>
    /// <param name="rank">0 to 1; the value is that of the ⌊rank · (count − 1)⌋th smallest, counted from 0.</param>
    /// <returns>The value, within 1 % of the true one; null if there are none.</returns>
    public double? Quantile(double rank)
    {
        if (Count is not (> 0 and var total))
            return null;
        var (i, below, wanted) = (0, _counts[0], (long)(rank * (total - 1)));
        while (below <= wanted && i < _length - 1)
            below = MetricSums.Sum(below, _counts[++i]);
        return QuantileSketch.ValueOf(_buckets[i]);
    }

    private void Add(int bucket, long count)
    {
        var at = Array.BinarySearch(_buckets, 0, _length, (ushort)bucket);
        if (at >= 0)
        {
            _counts[at] = MetricSums.Sum(_counts[at], count);
            return;
        }

        Insert(~at, (ushort)bucket, count);
    }

    // For buckets that rise: each search goes on where the one before ended.
    private void AddFrom(ref int at, ushort bucket, long count)
    {
        while (at < _length && _buckets[at] < bucket)
            at++;
        if (at < _length && _buckets[at] == bucket)
            _counts[at] = MetricSums.Sum(_counts[at], count);
        else
            Insert(at, bucket, count);
    }

    private void Insert(int at, ushort bucket, long count)
    {
        if (_length == _buckets.Length)
        {
            var room = Math.Max(4, _length * 2);
            Array.Resize(ref _buckets, room);
            Array.Resize(ref _counts, room);
        }

        Array.Copy(_buckets, at, _buckets, at + 1, _length - at);
        Array.Copy(_counts, at, _counts, at + 1, _length - at);
        (_buckets[at], _counts[at]) = (bucket, count);
        _length++;
    }

    private static void WriteNumber(byte[] bytes, ref int at, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
            bytes[at++] = (byte)(number | 0x80);
        bytes[at++] = (byte)number;
    }

    private static long ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = 0UL;
        for (var shift = 0; shift < 63 && !bytes.IsEmpty; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)number;
        }

        throw new InvalidDataException("A quantile sketch that breaks off.");
    }
}
