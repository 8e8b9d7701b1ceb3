namespace HybridAi.Client.Caching;

/// <summary>A cache rule.</summary>
public sealed record CacheRuleDocument : CacheRuleFields
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Grows by one with each change; a change has to name the one that it was made from.</summary>
    public long Revision { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The time to live that measurements propose; null while they do not say.</summary>
    public CacheTtlProposalDocument? Proposal { get; init; }
}

/// <summary>A time to live that measurements propose, with what they were.</summary>
public sealed record CacheTtlProposalDocument
{
    /// <summary>The time.</summary>
    public required string Ttl { get; init; }

    /// <summary>The share of reuses that it was looked for to keep, 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>The share that it would have kept.</summary>
    public double Keeps { get; init; }

    /// <summary>The share that the time in force would have kept.</summary>
    public double KeepsNow { get; init; }

    /// <summary>How many reuses were measured.</summary>
    public long Reuses { get; init; }

    /// <summary>The median time between two uses of the same answer, in seconds.</summary>
    public double MedianGapSeconds { get; init; }

    /// <summary>The beginning of the time that was looked at.</summary>
    public DateTimeOffset From { get; init; }

    /// <summary>When it was computed.</summary>
    public DateTimeOffset At { get; init; }
}
