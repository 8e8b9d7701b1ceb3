using HybridAi.Worker.Jobs.BatchSettlement;
using HybridAi.Worker.Jobs.BudgetReconciliation;
using HybridAi.Worker.Jobs.CacheTtl;
using HybridAi.Worker.Jobs.JournalAdoption;
using HybridAi.Worker.Jobs.ProviderProbing;
using HybridAi.Worker.Jobs.Retention;

namespace HybridAi.Worker.Jobs;

/// <summary>All jobs. A job is a folder and a line here.</summary>
internal static class JobList
{
    public static void AddJobs(this JobRegistry jobs)
    {
        jobs.Add<RetentionJob, RetentionOptions>();
        jobs.Add<JournalAdoptionJob>();
        jobs.Add<ProviderProbeJob>();
        jobs.Add<BatchSettlementJob>();
        jobs.Add<BudgetReconciliationJob>();
        jobs.Add<CacheTtlJob, CacheTtlOptions>();
    }
}
