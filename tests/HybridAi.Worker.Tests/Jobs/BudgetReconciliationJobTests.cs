using HybridAi.Core.Budgets;
using HybridAi.Core.Costs;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Budgets;
using HybridAi.Storage;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.BudgetReconciliation;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class BudgetReconciliationJobOnSqliteTests() : BudgetReconciliationJobTests(null);

public sealed class BudgetReconciliationJobOnPostgresTests(PostgresFixture postgres) : BudgetReconciliationJobTests(postgres);

public abstract class BudgetReconciliationJobTests(PostgresFixture? postgres)
{
    [Fact]
    public async Task Counters_say_afterwards_what_the_records_say_and_keep_what_is_under_way()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        await module.JobQueue.AnnounceAsync([new JobDefinition("budget-reconciliation", "", "1h", true, null)], default);
        await module.JobQueue.EnqueueAsync("budget-reconciliation", TimeProvider.System.GetUtcNow(), null, default);
        var run = (await module.JobQueue.ClaimAsync(["budget-reconciliation"], "one", TimeSpan.FromMinutes(5), 3, default))!;
        var budget = new Budget { Name = "all", Revision = 1, UpdatedAt = TimeProvider.System.GetUtcNow(), DailyLimit = 1, TotalLimit = 5 };
        Assert.Equal(WriteResult.Done, await module.Budgets.SaveAsync(budget, Rows.Audit(TimeProvider.System.GetUtcNow()), default));
        var store = new LocalBudgetStore(TimeProvider.System);
        var window = new BudgetLine(budget, BudgetPeriod.Total).WindowAt(TimeProvider.System.GetUtcNow())!;
        // One that was counted, one that was not (its gateway died), and one that is under way.
        var records = Enumerable.Range(1, 2).Select(i => Rows.Usage(TimeProvider.System.GetUtcNow().AddMinutes(-i)) with { Cost = new Cost(i * 1000) }).ToArray();
        await module.Usage.InsertAsync(records, default);
        await store.SettleAsync(records[0].Id, new[] { new BudgetEntry(window, "", 1000) });

        var counts = await RunAsync(module, store, run);
        Assert.Equal((1L, 2L), (counts["budgets"], counts["corrected"]));
        await store.ReserveAsync(Guid.NewGuid(), new[] { new BudgetEntry(window, "", 5_000_000_000) }, 77, TimeSpan.FromMinutes(1));
        counts = await RunAsync(module, store, run);
        Assert.Equal((1L, 0L), (counts["budgets"], counts["corrected"]));
        Assert.Equal(new BudgetFigures(3000, 77), (await store.ReadAsync(window))![""]);
    }

    private static async Task<IReadOnlyDictionary<string, long>> RunAsync(StorageModule module, IBudgetStore store, ClaimedRun run)
    {
        var context = new JobContext(run, module.JobQueue, TimeSpan.FromMinutes(5));
        var rebuild = new BudgetRebuild(store, module.BudgetLedger, TimeProvider.System);
        await new BudgetReconciliationJob(new BudgetDocuments([], module.Budgets), rebuild, module.BudgetLedger, TimeProvider.System).RunAsync(context, default);
        return context.Counts;
    }
}
