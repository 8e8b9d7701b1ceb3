namespace HybridAi.Storage.Usage;

/// <summary>Finds the median and the 95th percentile, by nearest rank, of durations that come in ascending order; it keeps none of them.</summary>
/// <param name="count">How many will come.</param>
internal sealed class Percentiles(long count)
{
    private readonly long _rank50 = ((count * 50) + 99) / 100, _rank95 = ((count * 95) + 99) / 100;
    private long _seen;

    public TimeSpan? P50 { get; private set; }

    public TimeSpan? P95 { get; private set; }

    /// <summary>Takes the next duration, which so many records share.</summary>
    public void Add(TimeSpan duration, long records)
    {
        _seen += records;
        if (P50 is null && _seen >= _rank50)
            P50 = duration;
        if (P95 is null && _seen >= _rank95)
            P95 = duration;
    }
}
