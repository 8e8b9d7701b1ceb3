using HybridAi.Client.AiPerformance;
using HybridAi.Core.Caching;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Deployments;
using HybridAi.Node.Hosting;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>What this node looks like from inside. Nothing that is shown here is a secret.</summary>
internal sealed class DebugHandler(
    SnapshotHolder snapshots, IUsageJournal journal, LayeredCache cache, LiveView live, Learner learner, DeploymentStatistics statistics, Breakers breakers, NodeName node, UpSince up,
    TimeProvider time)
{
    private const double TypicalInput = 1000, TypicalOutput = 500;

    public async Task<Ok<PerformanceDebugDocument>> GetAsync(CancellationToken cancellationToken)
    {
        var (snapshot, now) = (snapshots.Current, time.GetUtcNow());
        var queues = (await cache.StatusAsync(cancellationToken)).ToDictionary(level => $"cache.{level.Name}", level => level.Waiting);
        queues["threadPool"] = ThreadPool.PendingWorkItemCount;
        return TypedResults.Ok(new PerformanceDebugDocument
        {
            At = now,
            Node = node.Value,
            Version = StatusHandler.Version,
            UpSince = up.At,
            Snapshot = new DebugSnapshotDocument(
                snapshot.Version, snapshot.IsCopy, snapshots.IsStale, snapshot.Keys.Count, snapshot.Providers.Count, snapshot.KnownDeployments.Count, snapshot.Warnings),
            Journal = new DebugJournalDocument(journal.Unavailable, journal.Delayed),
            Queues = queues,
            Process = new DebugProcessDocument(Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false), ThreadPool.ThreadCount, Environment.ProcessorCount),
            Learned = learner.Learned,
            Deployments = [.. snapshot.KnownDeployments.OrderBy(deployment => deployment.Id, StringComparer.Ordinal).Select(deployment => Show(deployment, now))],
        });
    }

    private DebugDeploymentDocument Show(Deployment deployment, DateTimeOffset now)
    {
        var figures = statistics.Of(deployment.Id, DeploymentStatistics.Longest);
        var typical = deployment.Prices.Estimate(TypicalInput, 0, TypicalOutput, now);
        return new DebugDeploymentDocument
        {
            Deployment = deployment.Id,
            Provider = deployment.Provider,
            Model = deployment.Model,
            Weight = deployment.Weight,
            Quality = deployment.Quality,
            TypicalCostUsd = double.IsFinite(typical) ? Math.Round(typical, 9) : null,
            Breaker = breakers.StateOf(deployment.Id) switch { BreakerState.Open => "open", BreakerState.HalfOpen => "half-open", _ => "closed" },
            Calls = figures.Calls,
            Failed = figures.Failed,
            Learned = learner.Describe(deployment) is { } known
                ? new DebugLearnedDocument(Milliseconds(known.Seconds), Milliseconds(known.FirstSeconds), Math.Round(known.Down, 6), Math.Round(known.Degraded, 6)) : null,
            Live = live.Of(deployment),
        };
    }

    private static double? Milliseconds(double? seconds) => seconds is { } known ? Math.Round(known * 1000, 1) : null;
}
