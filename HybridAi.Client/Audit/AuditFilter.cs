namespace HybridAi.Client.Audit;

/// <summary>Which audit entries to read. What is null does not filter.</summary>
public sealed record AuditFilter
{
    /// <summary>One action (<c>key.create</c>), or all that start with it when it ends in a dot (<c>key.</c>).</summary>
    public string? Action { get; init; }

    /// <summary>Only this organization's.</summary>
    public Guid? Organization { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
