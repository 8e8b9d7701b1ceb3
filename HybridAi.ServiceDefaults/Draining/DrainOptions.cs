using System.ComponentModel.DataAnnotations;

namespace HybridAi.ServiceDefaults.Draining;

/// <summary>How a host ends once it is told to. Configuration section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>How long what arrived before may go on, from the end of the <see cref="Notice"/>. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long requests are still taken after <c>/health</c> says that the host drains: as long as what balances the load needs to notice. Default 0.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Notice { get; set; }
}
