using HybridAi.Core.Idempotency;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Core.Jobs;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Providers;
using HybridAi.Core.Providers.Testing;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Responses;
using HybridAi.Core.Usage;
using HybridAi.Node.Settings;
using HybridAi.Worker.Jobs.UsageRollup;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.Retention;

/// <summary>
/// Removes what is kept no longer, in small batches, so that others get their turn to write. The audit log stays. Old rows can be removed by whoever comes along, so
/// it does not matter who removes usage records and responses; each batch is begun only while the run is this worker's.
/// </summary>
internal sealed class RetentionJob(
    IUsageStore usage, IResponseStore responses, IJobQueue runs, IProviderProbeStore probes, IProviderTestStore tests, IFallbackEventStore fallbacks, IIdempotencyStore idempotency,
    IDocumentStore<Budget> budgets, IBudgetLedger ledger, ICacheStore cache, ICachePurgeStore purges, IRollupStore rollups, RollupRun rollup, IEventStore events, IErrorGroupStore errors, IHealthStore health, NodeSettings settings, RetentionOptions options, TimeProvider time) : IBackgroundJob
{
    private const int Batch = 1000;

    // Gateways' clocks differ, and a gateway that is being replaced may still have had a longer Cache:MaxTtl for what it keeps now.
    private static readonly TimeSpan PurgeMargin = TimeSpan.FromHours(1);

    public static string Name => "retention";

    public static string Description => "Removes usage records, metrics, stored responses, runs of jobs, trial calls, tests and health of providers, events, groups of failures, answers under idempotency keys and what is known of cached answers that are kept no longer.";

    public static string DefaultSchedule => "15m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await CarryAsync(run, now - settings.Monitoring.Retention, cancellationToken);
        await AddUpAsync(run, now - settings.Monitoring.Retention, cancellationToken);
        await GroupFailuresAsync(run, cancellationToken);
        await RepeatAsync(run, 0.0, "usage records", () => usage.PruneAsync(now - settings.Monitoring.Retention, Batch, cancellationToken), cancellationToken);
        await RemoveMetricsAsync(run, now, cancellationToken);
        await RemoveAsync(run, 0.7, "storedResponses", () => responses.PruneAsync(now, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.8, "jobRuns", () => runs.PruneAsync(now - options.Runs, options.RunsOfJob, Batch, run.Fence, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.85, "fallbackEvents", () => fallbacks.PruneAsync(now - options.FallbackEvents, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.87, "idempotencyKeys", () => idempotency.PruneAsync(now, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.88, "cacheEntries", () => cache.PruneAsync(now, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.89, "cacheFigures", () => cache.PruneAsync(now - options.CacheFigures, now - options.CacheEvents, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.89, "cachePurges", () => purges.PruneAsync(now - settings.Cache.MaxTtl - CachePurge.Skew - PurgeMargin, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.892, "errorGroups", () => errors.PruneAsync(now - options.Errors, Batch, cancellationToken), cancellationToken);
        await RepeatAsync(run, 0.895, "events", () => events.PruneAsync(now - options.Events, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.897, "providerHealth", () => health.PruneAsync(now - options.Health, Batch, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.9, "providerProbes", () => probes.PruneAsync(now - options.Probes, Batch, run.Fence, cancellationToken), cancellationToken);
        await RemoveAsync(run, 0.9, "providerTests", () => tests.PruneAsync(now - options.ProviderTests, Batch, run.Fence, cancellationToken), cancellationToken);
    }

    // The last chance of what no rollup was made of: while no worker ran, or late.
    private async Task AddUpAsync(JobContext run, DateTimeOffset before, CancellationToken cancellationToken)
    {
        while (await rollup.RollAsync(run, before, Batch, cancellationToken))
            continue;
    }

    // Hours are made of minutes and days of hours: these must not go before there can be no news of them.
    private async Task RemoveMetricsAsync(JobContext run, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var age = settings.Monitoring.Retention;
        foreach (var (level, kept) in new[] { (RollupLevel.Minute, options.MinuteMetrics), (RollupLevel.Hour, options.HourMetrics), (RollupLevel.Day, options.DayMetrics) })
        {
            age = kept > age ? kept : age;
            await RemoveAsync(run, 0.6, "metrics", () => rollups.PruneAsync(level, now - age, Batch, cancellationToken), cancellationToken);
        }
    }

    // The last chance of failures that are in no group yet: while no worker ran, or late.
    private async Task GroupFailuresAsync(JobContext run, CancellationToken cancellationToken)
    {
        do
            await run.ReportAsync(0.0, "Grouping failures.", cancellationToken);
        while (await errors.AbsorbAsync(Batch, cancellationToken) == Batch);
    }

    // Budgets go on counting what the records will no longer say.
    private async Task CarryAsync(JobContext run, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var set = new BudgetSet(await budgets.AllAsync(cancellationToken));
        foreach (var budget in set.Budgets)
        {
            await run.ReportAsync(0.0, $"Keeping what was spent of {budget.Name}.", cancellationToken);
            BudgetWindow[] windows = [.. set.Lines.Where(line => line.Budget == budget).Select(line => line.WindowAt(time.GetUtcNow())).OfType<BudgetWindow>()];
            await ledger.CarryAsync(budget, windows, before, cancellationToken);
        }
    }

    private static Task RemoveAsync(JobContext run, double progress, string what, Func<Task<int>> remove, CancellationToken cancellationToken) => RepeatAsync(
        run, progress, what,
        async () =>
        {
            var removed = await remove();
            run.Count(what, removed);
            return removed == Batch;
        },
        cancellationToken);

    private static async Task RepeatAsync(JobContext run, double progress, string what, Func<Task<bool>> removeSome, CancellationToken cancellationToken)
    {
        do
            await run.ReportAsync(progress, $"Removing {what}.", cancellationToken);
        while (await removeSome());
    }
}
