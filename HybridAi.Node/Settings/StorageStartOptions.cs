using System.ComponentModel.DataAnnotations;

namespace HybridAi.Node.Settings;

/// <summary>How a node starts on its database. Configuration section <c>Storage</c>.</summary>
public sealed class StorageStartOptions
{
    /// <summary>How long a start waits for a Postgres that cannot be reached, where there is no copy of an earlier configuration to start from; 0 to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
