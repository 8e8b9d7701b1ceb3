using HybridAi.Core.Metrics.Rollups;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.UsageRollup;

/// <summary>Makes the periods that have news: minutes, then the hours and days that these are in.</summary>
internal sealed class RollupRun(IRollupStore rollups, UsageRollupOptions options)
{
    private static readonly RollupLevel[] Levels = [RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day];

    /// <summary>Makes some periods of each level, the newest first.</summary>
    /// <param name="run">The run, which is told what was done; it must still be this worker's.</param>
    /// <param name="before">Only minutes before this, and the hours and days that they are in.</param>
    /// <param name="most">How many of each level.</param>
    /// <param name="cancellationToken">Cancels between periods.</param>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> RollAsync(JobContext run, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var isMore = false;
        foreach (var level in Levels)
        {
            var periods = await rollups.ListNewsAsync(level, before, most, cancellationToken);
            isMore |= periods.Count == most;
            for (var i = 0; i < periods.Count; i++)
            {
                if (i % 50 == 0)
                    await run.ReportAsync((((int)level - 1) + ((double)i / periods.Count)) / Levels.Length, $"Adding up {NameOf(level)}.", cancellationToken);
                var outcome = await rollups.RollAsync(level, periods[i], options.MostSeries, cancellationToken);
                run.Count(outcome == RollupOutcome.Done ? NameOf(level) : outcome == RollupOutcome.TooLate ? "tooLate" : "overtaken", 1);
            }
        }

        return isMore;
    }

    private static string NameOf(RollupLevel level) => level switch { RollupLevel.Minute => "minutes", RollupLevel.Hour => "hours", _ => "days" };
}
