namespace HybridAi.Client.Paging;

/// <summary>Which part of a list of tenants' documents to read. What is null does not filter.</summary>
public sealed record ListOptions
{
    /// <summary>Only this organization's (administrators of the installation see all without it).</summary>
    public Guid? Organization { get; init; }

    /// <summary>Only this team's (users and keys).</summary>
    public Guid? Team { get; init; }

    /// <summary>Only this user's (keys).</summary>
    public Guid? User { get; init; }

    /// <summary>Only those with this status (keys): a value of <see cref="Tenancy.KeyStatuses"/>.</summary>
    public string? Status { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
