namespace HybridAi.Core.RateLimiting;

/// <summary>Says what is wrong with a definition, wherever it comes from.</summary>
public static class LimitDefinitionCheck
{
    /// <summary>The largest amount.</summary>
    public const long MostAmount = 1_000_000_000_000;

    /// <summary>The longest wait for room.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private const int LongestTarget = 256;
    private const int MostWaiting = 10_000;

    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    /// <summary>Checks all of it.</summary>
    /// <param name="limit">The definition.</param>
    /// <param name="report">Told of each problem: the field, in the spelling of the API, and what is wrong with it, to be read behind the field's name.</param>
    public static void Run(LimitDefinition limit, Action<string, string> report)
    {
        if (limit.Amount is < 1 or > MostAmount)
            report("limit", $"must be a whole number from 1 to {MostAmount}");
        CheckTarget(limit, report);
        if (limit.Measure == LimitMeasure.Concurrent)
            CheckConcurrent(limit, report);
        else if (limit.Window is not { } window)
            report("window", "is required: a duration such as 1m");
        else if (window < ShortestWindow || window > LongestWindow || window.Ticks % TimeSpan.TicksPerMillisecond != 0)
            report("window", "must be from 1s to 1d, in whole milliseconds");
        if (limit.Burst is not null && limit.Algorithm != LimitAlgorithm.TokenBucket)
            report("burst", "belongs to the algorithm token-bucket; leave it out, or name that");
        else if (limit.Burst is < 1 or > MostAmount)
            report("burst", $"must be a whole number from 1 to {MostAmount}");
        if (limit.MaxWait is { } wait && (wait <= TimeSpan.Zero || wait > LongestWait))
            report("maxWait", "must be above 0 and at most 30s; leave it out to refuse at once");
        if (limit.MaxWaiting is < 1 or > MostWaiting)
            report("maxWaiting", $"must be from 1 to {MostWaiting}");
        else if (limit.MaxWaiting is not null && limit.MaxWait is null)
            report("maxWaiting", "needs maxWait: how long a request may wait");
    }

    private static void CheckConcurrent(LimitDefinition limit, Action<string, string> report)
    {
        if (limit.Window is not null)
            report("window", "must be left out: requests under way have none");
        if (limit.Algorithm is not null)
            report("algorithm", "must be left out: requests under way are counted as they are");
    }

    private static void CheckTarget(LimitDefinition limit, Action<string, string> report)
    {
        if (limit.Target is not { } target)
            return;
        if (limit.Scope == LimitScope.Global)
            report("target", "must be left out: there is one global scope");
        else if (target.Length is 0 or > LongestTarget || target.Any(char.IsControl))
            report("target", $"must have 1 to {LongestTarget} characters, none of them control characters");
        else if (limit.Scope is LimitScope.Organization or LimitScope.Team or LimitScope.Key && !Guid.TryParse(target, out _))
            report("target", "must be 'each' or an id (a UUID such as 019a9f3e-7c1b-7d52-9a55-2f6b1c0d8e11)");
        else if (limit.Scope == LimitScope.Ip && !ClientNetwork.TryParse(target, out _))
            report("target", "must be 'each', an address such as 203.0.113.7, or a network such as 203.0.113.0/24");
    }
}
