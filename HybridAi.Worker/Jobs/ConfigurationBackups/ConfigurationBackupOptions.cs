using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.ConfigurationBackups;

/// <summary>Where backups of the configuration are, and how many. Configuration section <c>Jobs:ConfigurationBackup</c>.</summary>
internal sealed class ConfigurationBackupOptions : JobOptions
{
    /// <summary>The folder; it is made if it is not there. Workers that share the job have to share it. Default: <c>backups/configuration</c> in the data directory.</summary>
    public string? Directory { get; set; }

    /// <summary>How many are kept, the newest; 1 to 10,000. Default 30.</summary>
    [Range(1, 10_000)]
    public int Keep { get; set; } = 30;
}
