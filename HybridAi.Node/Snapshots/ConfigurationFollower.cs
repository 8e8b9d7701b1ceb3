using HybridAi.Core.Configuration;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Snapshots;

/// <summary>
/// Brings changes that other nodes made into this node's snapshot: looks for them when it is woken and, as a wake-up can be lost, twice a second.
/// What it meets says how the database is.
/// </summary>
public sealed partial class ConfigurationFollower(
    SnapshotHolder snapshots, IConfigurationStore store, IEventStore events, TimeProvider time, ILogger<ConfigurationFollower> logger) : BackgroundService, IDependency
{
    /// <summary>How late a change is seen whose wake-up was lost.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    // A burst of changes is built into a few snapshots, not into one each.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(100);
    // A server that is frozen is not heard to be gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private volatile DependencyState _state = new("database", IsDegraded: false, time.GetUtcNow(), Detail: null);

    /// <inheritdoc/>
    public DependencyState State => _state;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = Spacing;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before the look, so that nothing falls between the two.
            var appended = events.Appended;
            var isUpToDate = await LookAsync(stoppingToken);
            pause = isUpToDate ? Spacing : Min(pause * 2, LongestPause);
            await Task.Delay(pause, time, stoppingToken);
            if (isUpToDate)
                await WaitAsync(appended, stoppingToken);
        }
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await VersionAsync(cancellationToken);
            Report(failure: null);
            // Not "newer": a database that was restored from a backup is behind.
            if (!snapshots.IsLoaded || version != snapshots.Current.Version || snapshots.Current.IsCopy || snapshots.IsStale)
                await snapshots.RefreshAsync(cancellationToken);
            return !snapshots.IsStale;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Report(failure);
            return false;
        }
    }

    private async Task<long> VersionAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await store.VersionAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"The database did not answer within {Patience.TotalSeconds} s.");
        }
    }

    private async Task WaitAsync(Task appended, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(appended, Task.Delay(PollInterval - Spacing, time, enough.Token));
        await enough.CancelAsync();
    }

    private void Report(Exception? failure)
    {
        if (_state.IsDegraded == (failure is not null))
            return;
        if (failure is null)
            LogBack();
        else
            LogAway(failure);
        _state = new DependencyState("database", failure is not null, time.GetUtcNow(), failure?.Message);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(LogLevel.Error, "The database does not answer; the last snapshot goes on serving, and what administrators change is refused")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(LogLevel.Information, "The database answers again")]
    private partial void LogBack();
}
