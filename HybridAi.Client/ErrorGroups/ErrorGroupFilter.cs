namespace HybridAi.Client.ErrorGroups;

/// <summary>Which groups of failures to read. What is null does not filter.</summary>
public sealed record ErrorGroupFilter
{
    /// <summary><c>open</c> or <c>resolved</c>.</summary>
    public string? State { get; init; }

    /// <summary><c>provider</c>, <c>gateway</c> or <c>caller</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Only this provider's.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this deployment's.</summary>
    public string? Deployment { get; init; }

    /// <summary>Only those of this cause.</summary>
    public string? Cause { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
