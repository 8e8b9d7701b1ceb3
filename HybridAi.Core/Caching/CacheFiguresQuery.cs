using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Which sums to read. What is null does not filter.</summary>
public sealed record CacheFiguresQuery
{
    /// <summary>From the hour of this moment on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Hours that begin before this.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of this organization only.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>Of this model only.</summary>
    public string? Model { get; init; }

    /// <summary>Whether each hour has sums of its own.</summary>
    public bool ByHour { get; init; }

    /// <summary>Whether each organization has sums of its own.</summary>
    public bool ByOrganization { get; init; }

    /// <summary>Whether each model has sums of its own.</summary>
    public bool ByModel { get; init; }
}
