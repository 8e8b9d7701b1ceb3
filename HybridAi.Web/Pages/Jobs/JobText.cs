using HybridAi.Client.Jobs;
using HybridAi.Web.Formatting;

namespace HybridAi.Web.Pages.Jobs;

/// <summary>Words about jobs and their runs.</summary>
internal static class JobText
{
    /// <summary>When a job is due; one that is late for longer than a worker takes to see it has none.</summary>
    public static string Due(DateTimeOffset next, DateTimeOffset now) =>
        next > now ? Text.Ago(next, now) : now - next < TimeSpan.FromSeconds(30) ? "due" : $"overdue since {Text.Duration(now - next)}: does a worker run?";

    /// <summary>How long a run took; null if it goes on.</summary>
    public static string? Took(JobRunDocument run) => run is { StartedAt: { } from, FinishedAt: { } to } ? Text.Milliseconds((to - from).TotalMilliseconds) : null;

    /// <summary>What a run did, or why it failed.</summary>
    public static string Outcome(JobRunDocument run)
    {
        if (run.Error is { } error)
            return error;
        if (run.Counts is { Count: > 0 } counts)
            return string.Join(", ", counts.Select(pair => $"{pair.Key} {Text.Count(pair.Value)}"));
        return run.Message ?? (run.Status == JobRunStatuses.Running ? Text.Share((decimal)run.Progress) : Text.None);
    }
}
