using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Usage;

/// <summary>Which usage records to read. Every filter that is set must match; newest first.</summary>
public sealed record UsageQuery
{
    /// <summary>Only this organization's, or null for all (administrators of the installation only).</summary>
    public OrganizationId? OrganizationId { get; init; }

    /// <summary>Only this team's.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>Only this user's.</summary>
    public UserId? UserId { get; init; }

    /// <summary>Only this key's.</summary>
    public KeyId? KeyId { get; init; }

    /// <summary>Only those that arrived at this moment or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only those that arrived before this moment.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only those that this provider decided.</summary>
    public string? Provider { get; init; }

    /// <summary>Only those whose provider's model id, or the name the caller used, is this.</summary>
    public string? Model { get; init; }

    /// <summary>Only those with this outcome.</summary>
    public UsageOutcome? Outcome { get; init; }

    /// <summary>Only those with an HTTP status of at least this.</summary>
    public int? StatusFrom { get; init; }

    /// <summary>Only those with an HTTP status of at most this.</summary>
    public int? StatusTo { get; init; }

    /// <summary>Only those with this session label.</summary>
    public string? Session { get; init; }

    /// <summary>Only those with this task label.</summary>
    public string? Task { get; init; }

    /// <summary>Only those after this place in the list, exclusive; null for the start.</summary>
    public PageCursor? After { get; init; }

    /// <summary>How many at the most, 1 to 1,000. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
