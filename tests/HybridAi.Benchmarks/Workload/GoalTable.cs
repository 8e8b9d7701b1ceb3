using System.Globalization;
using HybridAi.Benchmarks.Reporting;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What was to be reached, by seed, and whether it was.</summary>
internal static class GoalTable
{
    /// <param name="rows">The seeds, what else is told of each, and its goals.</param>
    /// <param name="facts">The names of what else is told.</param>
    public static MarkdownTable Of(IEnumerable<(long Seed, string[] Facts, IReadOnlyList<Goal> Goals)> rows, params string[] facts)
    {
        MarkdownTable? table = null;
        foreach (var (seed, told, goals) in rows)
        {
            table ??= new MarkdownTable(["seed", .. facts, .. goals.Select(goal => $"{goal.What} ({goal.Wanted})"), ""]);
            table.Row(
            [
                seed == WorkloadOptions.TunedSeed ? $"{seed} (tuned)" : seed.ToString(CultureInfo.InvariantCulture),
                .. told,
                .. goals.Select(goal => goal.Measured),
                goals.All(goal => goal.Met) ? "met" : "**missed: " + string.Join(", ", goals.Where(goal => !goal.Met).Select(goal => goal.What)) + "**",
            ]);
        }

        return table ?? throw new ArgumentException("There is no seed.", nameof(rows));
    }
}
