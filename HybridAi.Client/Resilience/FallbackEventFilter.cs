namespace HybridAi.Client.Resilience;

/// <summary>Which events to read. What is null does not filter.</summary>
public sealed record FallbackEventFilter
{
    /// <summary>Of this kind only (see <see cref="FallbackEventDocument.Kind"/>).</summary>
    public string? Kind { get; init; }

    /// <summary>About this deployment only.</summary>
    public string? Deployment { get; init; }

    /// <summary>Of this rule only.</summary>
    public string? Rule { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
