using HybridAi.Core.Budgets;
using HybridAi.Core.Configuration;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.BudgetReconciliation;

/// <summary>
/// Makes the counters of budgets say what the usage records say: of requests whose gateway died, or that ended while Redis was away or lost its data. Two workers at once do no
/// harm: the one that began last sets the counters.
/// </summary>
internal sealed class BudgetReconciliationJob(IDocumentStore<Budget> budgets, BudgetRebuild rebuild, IBudgetLedger ledger, TimeProvider time) : IBackgroundJob
{
    // Records of what was settled before are in the database by then.
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);
    private const int AtOnce = 20;
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    public static string Name => "budget-reconciliation";

    public static string Description => "Corrects what the counters of budgets say is spent by what the usage records say.";

    public static string DefaultSchedule => "5m";

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        var set = new BudgetSet(await budgets.AllAsync(cancellationToken));
        for (var i = 0; i < set.Budgets.Count; i += AtOnce)
        {
            await run.ReportAsync((double)i / set.Budgets.Count, $"Reconciling {set.Budgets[i].Name}.", cancellationToken);
            foreach (var (outcome, corrected) in await Task.WhenAll(set.Budgets.Skip(i).Take(AtOnce).Select(budget => rebuild.RunAsync(set, budget, Delay, onlyUnknown: false, cancellationToken))))
            {
                run.Count(outcome == BudgetRebuildOutcome.Done ? "budgets" : "skipped", 1);
                run.Count("corrected", corrected);
            }
        }

        run.Count("removed", await ledger.PruneAsync(time.GetUtcNow() - Memory, cancellationToken));
    }
}
