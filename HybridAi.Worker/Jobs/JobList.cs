using HybridAi.Worker.Jobs.AuditExport;
using HybridAi.Worker.Jobs.BatchSettlement;
using HybridAi.Worker.Jobs.BudgetReconciliation;
using HybridAi.Worker.Jobs.CacheTtl;
using HybridAi.Worker.Jobs.ConfigurationBackups;
using HybridAi.Worker.Jobs.DatabaseMaintenance;
using HybridAi.Worker.Jobs.ErrorTracking;
using HybridAi.Worker.Jobs.JournalAdoption;
using HybridAi.Worker.Jobs.LogRotation;
using HybridAi.Worker.Jobs.PerformanceMonitoring;
using HybridAi.Worker.Jobs.ProviderProbing;
using HybridAi.Worker.Jobs.ProviderTesting;
using HybridAi.Worker.Jobs.Retention;
using HybridAi.Worker.Jobs.SystemHealthCheck;
using HybridAi.Worker.Jobs.UsageRollup;

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
        jobs.Add<ConfigurationBackupJob, ConfigurationBackupOptions>();
        jobs.Add<DatabaseMaintenanceJob>();
        jobs.Add<AuditExportJob, AuditExportOptions>();
        jobs.Add<ProviderTestJob>();
        jobs.Add<ProviderCheckJob, ProviderCheckOptions>();
        jobs.Add<UsageRollupJob, UsageRollupOptions>();
        jobs.Add<ErrorTrackingJob>();
        jobs.Add<LogRotationJob, LogRotationOptions>();
        jobs.Add<PerformanceMonitoringJob, PerformanceMonitoringOptions>();
        jobs.Add<SystemHealthCheckJob, SystemHealthCheckOptions>();
    }
}
