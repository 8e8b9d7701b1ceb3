namespace HybridAi.Client.Usage;

/// <summary>What a set of usage records adds up to.</summary>
public sealed record UsageSummaryDocument
{
    /// <summary>The start of the time that was asked for, or null for the first record.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Its end, or null for now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>All of them.</summary>
    public required UsageTotalsDocument Total { get; init; }

    /// <summary>By provider, most requests first; refused requests are under none.</summary>
    public required IReadOnlyList<ProviderUsageDocument> Providers { get; init; }

    /// <summary>By slice of time, oldest first, empty slices included; empty unless buckets were asked for.</summary>
    public required IReadOnlyList<UsageSliceDocument> Series { get; init; }
}

/// <summary>Sums over a set of usage records.</summary>
public sealed record UsageTotalsDocument
{
    /// <summary>How many requests.</summary>
    public long Requests { get; init; }

    /// <summary>How many succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public long Failed { get; init; }

    /// <summary>How many the caller cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>How many the death of a gateway interrupted.</summary>
    public long Interrupted { get; init; }

    /// <summary>Input tokens of all classes.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens of all classes.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The known costs together, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>How many have an unknown cost.</summary>
    public long UnknownCosts { get; init; }

    /// <summary>Median duration of those that succeeded, in milliseconds; null if there are none.</summary>
    public double? LatencyP50Ms { get; init; }

    /// <summary>Their 95th percentile, in milliseconds; null if there are none.</summary>
    public double? LatencyP95Ms { get; init; }
}

/// <summary>Sums of one provider.</summary>
public sealed record ProviderUsageDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Whether it is simulated.</summary>
    public bool Simulated { get; init; }

    /// <summary>Its sums.</summary>
    public required UsageTotalsDocument Totals { get; init; }
}

/// <summary>Sums of one slice of time.</summary>
public sealed record UsageSliceDocument
{
    /// <summary>Its start; it ends where the next one starts.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many requests arrived in it.</summary>
    public long Requests { get; init; }

    /// <summary>How many of them failed.</summary>
    public long Failed { get; init; }

    /// <summary>Their known costs together, in US dollars.</summary>
    public decimal CostUsd { get; init; }
}
