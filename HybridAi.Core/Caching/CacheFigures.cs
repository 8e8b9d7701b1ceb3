using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Sums of what the cache did.</summary>
public sealed record CacheFigures
{
    /// <summary>The hour, by its start (UTC); the first hour of all if they are of several.</summary>
    public required DateTimeOffset Hour { get; init; }

    /// <summary>The organization; null if they are of several.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>The model; empty if they are of several.</summary>
    public required string Model { get; init; }

    /// <summary>Hits by the same request.</summary>
    public long ExactHits { get; init; }

    /// <summary>Hits by a request that means the same.</summary>
    public long SemanticHits { get; init; }

    /// <summary>Hits by a request that was only extended.</summary>
    public long PrefixHits { get; init; }

    /// <summary>Requests that shared the answer of one under way.</summary>
    public long CoalescedHits { get; init; }

    /// <summary>Requests that had to be answered by a provider.</summary>
    public long Misses { get; init; }

    /// <summary>Answers that were kept.</summary>
    public long Writes { get; init; }

    /// <summary>Answers that memory gave up for want of room.</summary>
    public long Evictions { get; init; }

    /// <summary>Bytes of the bodies of answers that were kept.</summary>
    public long Bytes { get; init; }

    /// <summary>What hits saved, in 10⁻⁹ US dollars, as far as prices are known.</summary>
    public long SavedNanoDollars { get; init; }

    /// <summary>How long providers would have taken for what were hits, in milliseconds.</summary>
    public long SavedMilliseconds { get; init; }
}
