using System.Diagnostics.Metrics;

namespace HybridAi.Core.Caching;

/// <summary>The cache's instruments on the meter <c>HybridAi</c>. All are read when asked for.</summary>
internal sealed class CacheMeters : IDisposable
{
    private readonly Meter _meter = new("HybridAi");

    public CacheMeters(CacheLevelSlot[] slots, MemoryCacheLevel? memory)
    {
        _meter.CreateObservableCounter("hybridai.cache.level.hits", () => Each(slots, static slot => slot.Hits), "{answer}", "Answers that a level of the cache had.");
        _meter.CreateObservableCounter("hybridai.cache.level.failures", () => Each(slots, static slot => slot.Failures), "{call}", "Calls of a level of the cache that failed as none should.");
        _meter.CreateObservableCounter("hybridai.cache.writes.dropped", () => Each(slots, static slot => slot.Dropped), "{answer}", "Answers that were not written to a level because too many waited.");
        _meter.CreateObservableGauge("hybridai.cache.writes.waiting", () => Each(slots, static slot => slot.Waiting), "{answer}", "Answers that wait to be written to a level.");
        if (memory is null)
            return;
        _meter.CreateObservableGauge("hybridai.cache.memory.size", () => memory.Bytes, "By", "Memory that cached answers take.");
        _meter.CreateObservableGauge("hybridai.cache.memory.limit", () => memory.MostBytes, "By", "The most memory that cached answers may take.");
        _meter.CreateObservableCounter("hybridai.cache.memory.evictions", () => memory.Evictions, "{answer}", "Answers that memory gave up for want of room.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Each(CacheLevelSlot[] slots, Func<CacheLevelSlot, long> value) =>
        slots.Select(slot => new Measurement<long>(value(slot), new KeyValuePair<string, object?>("level", slot.Name)));
}
