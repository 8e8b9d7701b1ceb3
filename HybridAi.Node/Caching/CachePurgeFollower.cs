using HybridAi.Core.Caching;
using HybridAi.Core.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Caching;

/// <summary>Brings purges that any gateway made into force on this one: looks for them when it is woken and, as a wake-up can be lost, twice a second. While the database is away the last known stay in force.</summary>
public sealed partial class CachePurgeFollower(
    CachePurges purges, ICachePurgeStore store, LayeredCache cache, IEventStore events, TimeProvider time, ILogger<CachePurgeFollower> logger) : BackgroundService
{
    /// <summary>How late a purge is seen whose wake-up was lost.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // A server that is frozen is not heard to be gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Many purges in a row are read in a few reads.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(50);

    private readonly SemaphoreSlim _oneRead = new(1, 1);
    private bool _isFailing;

    /// <summary>Reads the purges if there are new ones.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // One after the other: what was read earlier must not replace what was read later.
        await _oneRead.WaitAsync(cancellationToken);
        try
        {
            // Not "newer": a database that was restored from a backup is behind.
            if (purges.IsLoaded && await store.VersionAsync(cancellationToken) == purges.Version)
                return;
            var state = await store.ReadAsync(cancellationToken);
            purges.Replace(state.Version, state.Purges);
            // It would not be given any more, but takes room; and what was said in it is not wanted there.
            cache.Memory?.Sweep(purges.IsPurged);
        }
        finally
        {
            _oneRead.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _oneRead.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the look, so that nothing falls between the two.
            var appended = events.Appended;
            await LookAsync(stoppingToken);
            await Task.Delay(Spacing, time, stoppingToken);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(appended, Task.Delay(PollInterval - Spacing, time, enough.Token));
            await enough.CancelAsync();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await RefreshAsync(either.Token);
            _isFailing = false;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
                LogBlind(failure, purges.IsLoaded);
            _isFailing = true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "It cannot be read what was purged from the cache. Known from before: {IsKnown}; if not, nothing is given from the cache until it can be")]
    private partial void LogBlind(Exception exception, bool isKnown);
}
