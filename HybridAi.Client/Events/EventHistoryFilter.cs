namespace HybridAi.Client.Events;

/// <summary>Which past events to read. What is null does not filter.</summary>
public sealed record EventHistoryFilter
{
    /// <summary>Topics with commas between (<see cref="EventTopicNames"/>); one that ends in <c>*</c> stands for all that begin so.</summary>
    public string? Topics { get; init; }

    /// <summary>Only what concerns this organization.</summary>
    public Guid? Organization { get; init; }

    /// <summary>Values that an event's data must have: <c>kind:breaker.opened</c>, several with commas between.</summary>
    public string? Filter { get; init; }

    /// <summary>What happened then or later: a time (ISO 8601 or epoch milliseconds) or how long ago (<c>1h</c>, <c>7d</c>).</summary>
    public string? From { get; init; }

    /// <summary>What happened before this, in the same forms.</summary>
    public string? To { get; init; }

    /// <summary>The <c>next</c> of the page before, or null for the first page.</summary>
    public string? Cursor { get; init; }

    /// <summary>How many at the most, 1 to 1,000; 100 if null.</summary>
    public int? Limit { get; init; }
}
