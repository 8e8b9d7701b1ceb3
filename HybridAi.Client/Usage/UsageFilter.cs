namespace HybridAi.Client.Usage;

/// <summary>Which usage records to read. What is null does not filter.</summary>
public sealed record UsageFilter
{
    /// <summary>The earliest arrival: a time (ISO 8601 or epoch milliseconds) or how long ago (<c>1h</c>, <c>7d</c>).</summary>
    public string? From { get; init; }

    /// <summary>Arrivals before this, in the same forms.</summary>
    public string? To { get; init; }

    /// <summary>Only this provider's.</summary>
    public string? Provider { get; init; }

    /// <summary>Only this model's, by its provider's id or the name the caller used.</summary>
    public string? Model { get; init; }

    /// <summary>Only this key's.</summary>
    public Guid? Key { get; init; }

    /// <summary>Only this user's.</summary>
    public Guid? User { get; init; }

    /// <summary>Only this team's.</summary>
    public Guid? Team { get; init; }

    /// <summary>Only this organization's.</summary>
    public Guid? Organization { get; init; }

    /// <summary>A status (<c>200</c>), a class of them (<c>4xx</c>) or an outcome (<c>failed</c>).</summary>
    public string? Status { get; init; }

    /// <summary>Only those with this session label.</summary>
    public string? Session { get; init; }

    /// <summary>Only those with this task label.</summary>
    public string? Task { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
