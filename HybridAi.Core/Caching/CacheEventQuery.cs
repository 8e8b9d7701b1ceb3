using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Which events to read, newest first. What is null does not filter.</summary>
public sealed record CacheEventQuery
{
    /// <summary>Of this kind only.</summary>
    public string? Kind { get; init; }

    /// <summary>Only what concerns this organization, or all.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>Where the page starts; null: with the newest.</summary>
    public PageCursor? After { get; init; }

    /// <summary>How many at the most, 1 to 1,000.</summary>
    public required int Limit { get; init; }
}
