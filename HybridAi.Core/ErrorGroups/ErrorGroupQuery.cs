using HybridAi.Core.Paging;

namespace HybridAi.Core.ErrorGroups;

/// <summary>Which groups to read. What is null does not filter.</summary>
public sealed record ErrorGroupQuery
{
    /// <summary>Only open ones, or only those that are resolved.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>Only those of this source.</summary>
    public string? Source { get; init; }

    /// <summary>Only this provider's.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this deployment's.</summary>
    public string? Deployment { get; init; }

    /// <summary>Only those of this cause.</summary>
    public string? Cause { get; init; }

    /// <summary>Where the page starts; null: with the one that failed last.</summary>
    public PageCursor? After { get; init; }

    /// <summary>How many at the most, 1 to 1,000.</summary>
    public required int Limit { get; init; }
}
