using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Recording;

/// <summary>
/// Records calls that were made outside of the gateway, by the way of its own: journal, database, rollups, budgets. What speaks of the gateway itself (its meters, live
/// usage, breakers, what the router learns) knows nothing of them.
/// </summary>
internal sealed class ExternalRecorder(IUsageJournal journal, BudgetGate budgets, UnknownPrices unknownPrices, TimeProvider time)
{
    /// <summary>What records of such calls have as their API and as their deployment.</summary>
    public const string Mark = "external";

    /// <summary>Records a call.</summary>
    /// <returns>Whether it could be: else nothing was counted.</returns>
    public async ValueTask<bool> RecordAsync(GatewaySnapshot snapshot, Caller caller, UsageRecord record)
    {
        if (!await journal.CompleteAsync(record))
            return false;
        if (record.Cost is null)
            unknownPrices.Warn(record with { Deployment = $"{record.Provider}/{record.Model}" });
        await budgets.SettleExternalAsync(snapshot.Budgets, caller, record, time.GetUtcNow());
        return true;
    }
}
