namespace HybridAi.Client.Jobs;

/// <summary>Which runs of a job to read. What is null does not filter.</summary>
public sealed record JobRunFilter
{
    /// <summary>Only runs that have come this far: a value of <see cref="JobRunStatuses"/>.</summary>
    public string? Status { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
