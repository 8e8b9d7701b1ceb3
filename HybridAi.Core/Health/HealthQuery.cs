using HybridAi.Core.Paging;

namespace HybridAi.Core.Health;

/// <summary>Which stretches of the history to read.</summary>
public sealed record HealthQuery
{
    /// <summary>Only of this provider; null: of all.</summary>
    public string? Provider { get; init; }

    /// <summary>Only of this deployment; null: of all deployments and of providers as a whole.</summary>
    public string? Deployment { get; init; }

    /// <summary>Only those that ended with another level. Default false.</summary>
    public bool Changes { get; init; }

    /// <summary>Where the page starts, or null for the newest.</summary>
    public PageCursor? After { get; init; }

    /// <summary>How many at the most, 1 to 1,000.</summary>
    public required int Limit { get; init; }
}
