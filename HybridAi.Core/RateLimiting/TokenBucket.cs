namespace HybridAi.Core.RateLimiting;

/// <summary>
/// A token bucket, kept as what has been taken from it: it fills up at an even rate, so what is used drains at that rate. Holds no clock. The
/// arithmetic is that of <c>limits-take.lua</c>, in doubles and in the same order, so that both admit the same.
/// </summary>
/// <remarks>
/// In any stretch of time at most the capacity plus what flows in during it is admitted. A correction downwards gives back what was reserved too
/// much, as long as the bucket has not been full since: then there is nothing left of the reservation. If it was nearly full in between, the correction
/// is too large by at most what was reserved too much.
/// </remarks>
public struct TokenBucket
{
    /// <summary>Rounding must not refuse what is due at this very moment.</summary>
    public const double Tolerance = 1e-6;

    private double _used;
    private long _at;
    private long _emptiedAt;

    /// <summary>What is taken as of a moment.</summary>
    /// <param name="now">The moment, in microseconds, not before the last.</param>
    /// <param name="rate">How much drains in a microsecond.</param>
    public readonly double UsedAt(long now, double rate) => Math.Max(0, now > _at ? _used - ((now - _at) * rate) : _used);

    /// <summary>Takes an amount.</summary>
    /// <param name="amount">How much, whatever is left.</param>
    /// <param name="now">The moment.</param>
    /// <param name="rate">How much drains in a microsecond.</param>
    public void Take(double amount, long now, double rate)
    {
        DrainUntil(now, rate);
        _used += amount;
    }

    /// <summary>Corrects what was taken earlier, once the truth is known.</summary>
    /// <param name="difference">The truth less what was taken.</param>
    /// <param name="takenAt">When it was taken.</param>
    /// <param name="now">The moment.</param>
    /// <param name="rate">How much drains in a microsecond.</param>
    public void Correct(double difference, long takenAt, long now, double rate)
    {
        DrainUntil(now, rate);
        if (difference > 0 || _emptiedAt <= takenAt)
            _used = Math.Max(0, _used + difference);
    }

    /// <summary>Forgets what was taken.</summary>
    /// <param name="now">The moment.</param>
    public void Empty(long now) => (_used, _at, _emptiedAt) = (0, Math.Max(_at, now), Math.Max(_at, now));

    private void DrainUntil(long now, double rate)
    {
        _used = UsedAt(now, rate);
        _at = Math.Max(_at, now);
        if (_used <= 0)
            _emptiedAt = _at;
    }
}
