using HybridAi.Core.Paging;

namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>Which events to read. What is null does not filter.</summary>
public sealed record FallbackEventQuery
{
    /// <summary>Of this kind only.</summary>
    public string? Kind { get; init; }

    /// <summary>About this deployment only.</summary>
    public string? Deployment { get; init; }

    /// <summary>Of this rule only.</summary>
    public string? Rule { get; init; }

    /// <summary>Where the page starts; null: with the newest.</summary>
    public PageCursor? After { get; init; }

    /// <summary>How many at the most, 1 to 1,000.</summary>
    public required int Limit { get; init; }
}
