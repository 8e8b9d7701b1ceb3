using HybridAi.Core.Health;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Health;

/// <summary>
/// Looks twice a second how providers, deployments and the gateway are, by what this gateway sees of them: calls, circuits, questions, and what was usual in the last seven days.
/// Routing does not go by it: circuits and strategies do that.
/// </summary>
internal sealed partial class HealthWatch(
    SnapshotHolder snapshots, HealthWindows windows, Breakers breakers, HealthProbes probes, OwnHealth own, HealthHistory history, HealthJudge judge, HealthOptions options,
    IServiceProvider services, TimeProvider time, ILogger<HealthWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LearnInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeastSilence = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, HealthVerdict> _before = new(StringComparer.Ordinal);
    private readonly TimeSpan _silence = LeastSilence > 2 * options.HistoryInterval ? LeastSilence : 2 * options.HistoryInterval;
    private volatile IReadOnlyDictionary<string, HealthBaseline> _baselines = new Dictionary<string, HealthBaseline>();
    private volatile HealthReport? _current;
    private bool _isFailing;

    /// <summary>How everything was when it was last looked at; null before that.</summary>
    public HealthReport? Current => _current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A database that is slow or away must not keep it from looking: that is when it is asked.
        var (writing, learning) = (Task.CompletedTask, Task.CompletedTask);
        var (written, learned) = (time.GetTimestamp(), long.MinValue);
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                if (!snapshots.IsLoaded)
                    continue;
                own.Look();
                Look(snapshots.Current);
                if (learning.IsCompleted && (learned == long.MinValue || time.GetElapsedTime(learned) >= LearnInterval))
                    (learning, learned) = (Task.Run(() => LearnAsync(stoppingToken), stoppingToken), time.GetTimestamp());
                if (writing.IsCompleted && time.GetElapsedTime(written) >= WriteInterval)
                    (writing, written) = (Task.Run(() => history.WriteAsync(stoppingToken), stoppingToken), time.GetTimestamp());
            }
        }
        finally
        {
            using var enough = new CancellationTokenSource(EndLimit, time);
            await Task.WhenAll(writing, learning).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            history.End(windows.Take);
            try
            {
                await history.WriteAsync(enough.Token);
            }
            catch (OperationCanceledException)
            {
                LogLost();
            }
        }
    }

    /// <summary>Reads what is usual. What is newest is left out: it may be what has to be noticed.</summary>
    internal async Task LearnAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var found = await services.GetRequiredService<IHealthStore>().BaselinesAsync(now - HealthBaseline.Length, now - options.HistoryInterval, cancellationToken);
            _baselines = found.ToDictionary(one => one.Deployment, StringComparer.Ordinal);
            _isFailing = false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // What was usual before is not far off.
            if (!_isFailing)
                LogUnlearned(failure);
            _isFailing = true;
        }
    }

    /// <summary>Looks once.</summary>
    internal void Look(GatewaySnapshot snapshot)
    {
        var called = windows.Seen.ToLookup(deployment => deployment.Provider, StringComparer.Ordinal);
        var seen = new HashSet<(string, string?)>();
        var providers = new List<ProviderHealth>();
        foreach (var provider in snapshot.Models.Providers)
        {
            // The circuit of one that was not called here may be open by what another gateway saw.
            var deployments = called[provider.Provider].UnionBy(provider.Listed.Where(one => breakers.StateOf(one.Id) != BreakerState.Closed), one => one.Id, StringComparer.Ordinal)
                .OrderBy(one => one.Id, StringComparer.Ordinal).Select(one => Look(one, seen)).ToArray();
            var probe = probes.StandingOf(provider.Provider);
            var verdict = HealthJudge.Judge([.. deployments.Select(one => one.Verdict)], deployments.Any(one => one.Minute.Succeeded > 0), probe);
            seen.Add((provider.Provider, null));
            var since = history.Note(provider.Provider, deployment: null, verdict, static () => default);
            providers.Add(new ProviderHealth(provider.Provider, verdict, since, probe, deployments));
        }

        history.Keep(seen, windows.Take);
        windows.Clean(_silence);
        var ids = seen.Select(one => one.Item2).ToHashSet();
        foreach (var gone in _before.Keys.Where(id => !ids.Contains(id)).ToArray())
            _before.Remove(gone);
        var self = own.Judge();
        _current = new HealthReport(
            time.GetUtcNow(), HealthJudge.Judge(providers.ToDictionary(one => one.Name, one => one.Verdict, StringComparer.Ordinal), self), self, own.States, providers);
    }

    private DeploymentHealth Look(Deployment deployment, HashSet<(string, string?)> seen)
    {
        var (id, baseline) = (deployment.Id, _baselines.GetValueOrDefault(deployment.Id));
        HealthFigures[] figures = [.. HealthWindow.Lengths.Select(length => windows.Of(id, length))];
        var evidence = new HealthEvidence(figures, baseline, breakers.StateOf(id), breakers.ClosedOffFor(deployment), _before.GetValueOrDefault(id, HealthVerdict.Unknown));
        var verdict = judge.Judge(evidence);
        _before[id] = verdict;
        seen.Add((deployment.Provider, id));
        return new DeploymentHealth(deployment, verdict, history.Note(deployment.Provider, id, verdict, () => windows.Take(id)), figures[^1], baseline);
    }

    [LoggerMessage(LogLevel.Warning, "What is usual for deployments could not be read; it is tried again later")]
    private partial void LogUnlearned(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The last of the history of the health of providers was not written before the end")]
    private partial void LogLost();
}
