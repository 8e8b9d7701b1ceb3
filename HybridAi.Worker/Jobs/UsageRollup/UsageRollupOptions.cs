using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.UsageRollup;

/// <summary>How usage records are added up. Configuration section <c>Jobs:UsageRollup</c>.</summary>
internal sealed class UsageRollupOptions : JobOptions
{
    /// <summary>How many sets of values are told apart in a period, of each organization and cut; those with the fewest requests become one. 10 to 100,000. Default 1,000.</summary>
    [Range(10, 100_000)]
    public int MostSeries { get; set; } = 1000;
}
