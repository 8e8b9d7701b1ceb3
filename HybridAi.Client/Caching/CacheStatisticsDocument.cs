namespace HybridAi.Client.Caching;

/// <summary>What the cache did and has.</summary>
public sealed record CacheStatisticsDocument
{
    /// <summary>The beginning of what is counted; sums are kept by the hour, so that the hour that it falls into counts whole.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>Its end.</summary>
    public DateTimeOffset To { get; init; }

    /// <summary>Whether the cache is switched on.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether identical requests in flight share one call.</summary>
    public bool Coalesce { get; init; }

    /// <summary>Whether requests that differ by notes on messages only get the same answer.</summary>
    public bool ApproximatePrefix { get; init; }

    /// <summary>What becomes of answers that are found by meaning: <c>off</c>, <c>shadow</c> or <c>on</c>.</summary>
    public string Semantic { get; init; } = "off";

    /// <summary>Whether proposed times to live are put in force at once.</summary>
    public bool AutoTtl { get; init; }

    /// <summary>All models together.</summary>
    public required CacheUsageDocument Total { get; init; }

    /// <summary>By the provider's model, the most used first; <c>*</c> for those beyond the number that is counted apart.</summary>
    public IReadOnlyList<CacheUsageDocument> Models { get; init; } = [];

    /// <summary>How the levels of the gateway that answers are, in their order. Empty for those who do not see the installation.</summary>
    public IReadOnlyList<CacheLevelDocument> Levels { get; init; } = [];
}

/// <summary>How requests used the cache.</summary>
public sealed record CacheUsageDocument
{
    /// <summary>The model; null for all.</summary>
    public string? Model { get; init; }

    /// <summary>How many requests could use the cache.</summary>
    public long Requests { get; init; }

    /// <summary>How many were the same as one before.</summary>
    public long Exact { get; init; }

    /// <summary>How many meant the same as one before.</summary>
    public long Semantic { get; init; }

    /// <summary>How many only extended one before.</summary>
    public long Prefix { get; init; }

    /// <summary>How many shared the call of one under way.</summary>
    public long Coalesced { get; init; }

    /// <summary>How many a provider answered.</summary>
    public long Misses { get; init; }

    /// <summary>The share that no provider had to answer, 0 to 1.</summary>
    public double HitRate { get; init; }

    /// <summary>How many answers were kept.</summary>
    public long Writes { get; init; }

    /// <summary>How many memory gave up for want of room.</summary>
    public long Evictions { get; init; }

    /// <summary>What hits would have cost, in US dollars, as far as prices are known.</summary>
    public decimal SavedUsd { get; init; }

    /// <summary>How long providers would have taken for them, in milliseconds.</summary>
    public double SavedMs { get; init; }
}

/// <summary>A level of the cache.</summary>
public sealed record CacheLevelDocument
{
    /// <summary><c>memory</c>, <c>disk</c>, <c>redis</c> or <c>memcached</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How many answers it has; null if it cannot tell.</summary>
    public long? Entries { get; init; }

    /// <summary>How many bytes they take; null if it cannot tell.</summary>
    public long? Bytes { get; init; }

    /// <summary>The most that they may take; null if it has no bound of its own.</summary>
    public long? MostBytes { get; init; }

    /// <summary><c>healthy</c> or <c>degraded</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is degraded, or null.</summary>
    public string? Detail { get; init; }

    /// <summary>How many answers it gave since the gateway's start.</summary>
    public long Hits { get; init; }

    /// <summary>How many it gave up for want of room since then.</summary>
    public long Evictions { get; init; }

    /// <summary>How many answers wait to be written to it.</summary>
    public long Waiting { get; init; }

    /// <summary>How many were not written to it because too many waited.</summary>
    public long Dropped { get; init; }
}
