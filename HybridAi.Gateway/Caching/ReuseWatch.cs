using System.Collections.Concurrent;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Rules;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// Measures how long it is between two uses of the same answer, by rule, whether the answer was still there or had expired meanwhile. Remembers the latest use of as many
/// keys as it has places; two keys that share a place forget each other, which is noticed and not counted. Writes what it measured to the database once a minute.
/// </summary>
internal sealed partial class ReuseWatch(IServiceProvider services, TimeProvider time, ILogger<ReuseWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int Places = 1 << 18;
    private const int MostRules = 1000;

    // A tenth of a second, the least gap that is told from others: 32 bits of them are 13 years.
    private const long Tick = TimeSpan.TicksPerSecond / 10;

    private readonly ConcurrentDictionary<string, ReuseHistogram> _histograms = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _origin = time.GetUtcNow() - TimeSpan.FromTicks(Tick);
    private ulong[]? _lastUses;

    /// <summary>Notes that an answer was asked for by a request which a rule is for.</summary>
    public void Used(in CacheKey key, string rule)
    {
        var places = _lastUses ?? Interlocked.CompareExchange(ref _lastUses, new ulong[Places], null) ?? _lastUses;
        var now = (uint)((time.GetUtcNow() - _origin).Ticks / Tick);
        var mark = (uint)(key.High >> 96);
        var before = Interlocked.Exchange(ref places[(int)((uint)key.Low % Places)], ((ulong)mark << 32) | now);
        // No use has the time 0.
        if ((uint)(before >> 32) != mark || (uint)before == 0 || (_histograms.Count >= MostRules && !_histograms.ContainsKey(rule)))
            return;
        _histograms.GetOrAdd(rule, static _ => new ReuseHistogram()).Add(TimeSpan.FromTicks((now - (uint)before) * Tick));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        finally
        {
            using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            await WriteAsync(enough.Token);
        }
    }

    /// <summary>Writes what was measured. What the database does not take is lost: these are samples.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        ReuseCount[] counts = [.. _histograms.SelectMany(pair => pair.Value.Drain().Select(one => new ReuseCount(pair.Key, one.Bucket, one.Count)))];
        if (counts.Length == 0)
            return;
        try
        {
            // It is opened after this is made.
            await services.GetRequiredService<IReuseStore>().AddAsync(time.GetUtcNow(), counts, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogLost(failure);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    [LoggerMessage(LogLevel.Warning, "What was measured of the reuse of cached answers could not be written; it is measured anew")]
    private partial void LogLost(Exception exception);
}
