namespace HybridAi.Worker.Jobs.AuditExport;

/// <summary>Where the audit log is exported to. Configuration section <c>Jobs:AuditExport</c>.</summary>
internal sealed class AuditExportOptions : JobOptions
{
    /// <summary>The folder; it is made if it is not there. Workers that share the job have to share it. Default: <c>exports/audit</c> in the data directory.</summary>
    public string? Directory { get; set; }
}
