using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Caching;

/// <summary>
/// Writes to the database what the cache does and what happens to it, every few seconds, off the requests' path. While the database is away one batch waits, and the ledger goes on adding up;
/// events wait up to a bound. It also sees when a level is lost or back.
/// </summary>
public sealed partial class CacheRecorder(
    CacheLedger ledger, ICacheStore store, LayeredCache cache, NodeName node, TimeProvider time, ILogger<CacheRecorder> logger) : BackgroundService
{
    /// <summary>How often.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private const int MostEvents = 1_000, MostPurges = 1_000, ForgottenAtOnce = 500, LongestDetail = 512;

    private readonly SemaphoreSlim _oneWrite = new(1, 1);
    private readonly Lock _lock = new();
    private readonly Queue<CacheEvent> _events = [];
    private readonly Queue<CachePurge> _purges = [];
    private readonly Dictionary<string, bool> _lost = [];
    private CacheBatch? _batch;
    private bool _isFailing;

    /// <summary>Notes an event; when too many wait for the database, it is not.</summary>
    /// <param name="kind">What: see <see cref="CacheEventKinds"/>.</param>
    /// <param name="organization">The organization that it concerns, or null: all.</param>
    /// <param name="level">The level, or null.</param>
    /// <param name="count">How many answers it concerns, where that is known.</param>
    /// <param name="detail">More, for people; cut after 512 characters.</param>
    public void Note(string kind, OrganizationId? organization = null, string? level = null, long? count = null, string? detail = null)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var one = new CacheEvent
        {
            Id = Guid.CreateVersion7(at), At = at, Gateway = node.Value, Kind = kind, Organization = organization, Level = level, Count = count,
            Detail = detail is { Length: > LongestDetail } ? detail[..LongestDetail] : detail,
        };
        lock (_lock)
        {
            if (_events.Count < MostEvents)
                _events.Enqueue(one);
        }
    }

    /// <summary>Notes a purge, of whose answers the list then has none any more.</summary>
    /// <param name="purge">The purge.</param>
    public void Purged(CachePurge purge)
    {
        Note(CacheEventKinds.Purged, purge.Organization, detail: purge.Kind == CachePurgeKind.All ? "everything" : $"{purge.Kind.ToString().ToLowerInvariant()} {purge.Value}");
        lock (_lock)
        {
            if (_purges.Count < MostPurges)
                _purges.Enqueue(purge);
        }
    }

    /// <summary>Writes what there is.</summary>
    /// <param name="cancellationToken">Cancels before a commit.</param>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _oneWrite.WaitAsync(cancellationToken);
        try
        {
            // Until it is known to be written it stays the same, so that it is added once. The one that failed before, and what came since: no more, or it would never end.
            for (var left = 2; left > 0 && (_batch ??= ledger.Take()) is { } batch; left--)
            {
                await store.AddAsync(batch, cancellationToken);
                _batch = null;
            }

            await WriteEventsAsync(cancellationToken);
            await ForgetAsync(cancellationToken);
            _isFailing = false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
                LogWaiting(failure);
            _isFailing = true;
        }
        finally
        {
            _oneWrite.Release();
        }
    }

    /// <summary>Looks how the levels are. How one is at the first look is no news.</summary>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var status in await cache.StatusAsync(cancellationToken))
        {
            var isNews = _lost.TryGetValue(status.Name, out var wasLost) && wasLost != status.IsDegraded;
            _lost[status.Name] = status.IsDegraded;
            if (isNews)
                Note(status.IsDegraded ? CacheEventKinds.LevelLost : CacheEventKinds.LevelBack, level: status.Name, detail: status.Detail);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _oneWrite.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await LookAsync(stoppingToken);
                await WriteAsync(stoppingToken);
            }
        }
        finally
        {
            using var enough = new CancellationTokenSource(Interval, time);
            await WriteAtEndAsync(enough.Token);
        }
    }

    private async Task WriteAtEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The process ends; what was not written in time is lost with it.
            LogLost();
        }
    }

    private async Task WriteEventsAsync(CancellationToken cancellationToken)
    {
        CacheEvent[] events;
        lock (_lock)
        {
            events = [.. _events];
        }

        if (events.Length == 0)
            return;
        await store.AddAsync(events, cancellationToken);
        lock (_lock)
        {
            for (var i = 0; i < events.Length; i++)
                _events.Dequeue();
        }
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            CachePurge? purge;
            lock (_lock)
            {
                if (!_purges.TryPeek(out purge))
                    return;
            }

            if (await store.ForgetAsync(purge, ForgottenAtOnce, cancellationToken) == ForgottenAtOnce)
                continue;
            lock (_lock)
            {
                _purges.Dequeue();
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "What the cache did could not be written; it waits")]
    private partial void LogWaiting(Exception exception);

    [LoggerMessage(LogLevel.Warning, "What the cache did last was not written before the end")]
    private partial void LogLost();
}
