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
    SnapshotHolder snapshots, HealthWindows windows, Breakers breakers, DeploymentStatistics statistics, HealthProbes probes, OwnHealth own, HealthHistory history, HealthJudge judge, HealthOptions options,
    IServiceProvider services, TimeProvider time, ILogger<HealthWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, HealthVerdict> _before = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, HealthBaseline> _baselines = new Dictionary<string, HealthBaseline>();
    private volatile HealthReport? _current;
    private bool _isFailing;

    /// <summary>How everything was when it was last looked at; null before that.</summary>
    public HealthReport? Current => _current;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (written, learned) = (time.GetTimestamp(), long.MinValue);
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                if (!snapshots.IsLoaded)
                    continue;
                if (learned == long.MinValue || time.GetElapsedTime(learned) >= options.HistoryInterval)
                {
                    await LearnAsync(stoppingToken);
                    learned = time.GetTimestamp();
                }

                Look(snapshots.Current);
                if (time.GetElapsedTime(written) < WriteInterval)
                    continue;
                await history.WriteAsync(stoppingToken);
                written = time.GetTimestamp();
            }
        }
        finally
        {
            using var enough = new CancellationTokenSource(EndLimit, time);
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
        windows.Clean();
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
            providers.Add(new ProviderHealth(provider.Provider, verdict, since, probe, ReliabilityOf(provider.Provider), deployments));
        }

        history.Keep(seen);
        foreach (var gone in _before.Keys.Where(id => !seen.Any(one => one.Item2 == id)).ToArray())
            _before.Remove(gone);
        var self = own.Judge();
        _current = new HealthReport(
            time.GetUtcNow(), HealthJudge.Judge(providers.ToDictionary(one => one.Name, one => one.Verdict, StringComparer.Ordinal), self), self, providers);
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

    private double? ReliabilityOf(string provider)
    {
        var (calls, failed, deployments, closed) = (0L, 0L, 0, 0);
        foreach (var id in statistics.DeploymentsOf(provider))
        {
            var figures = statistics.Of(id, DeploymentStatistics.Longest);
            (calls, failed, deployments) = (calls + figures.Calls, failed + figures.Failed, deployments + 1);
            closed += breakers.StateOf(id) == BreakerState.Closed ? 1 : 0;
        }

        return ReliabilityScore.Of(calls, failed, deployments, closed);
    }

    [LoggerMessage(LogLevel.Warning, "What is usual for deployments could not be read; it is tried again later")]
    private partial void LogUnlearned(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The last of the history of the health of providers was not written before the end")]
    private partial void LogLost();
}
