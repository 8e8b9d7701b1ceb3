namespace HybridAi.Client.Events;

/// <summary>Which events to get. What is null does not filter.</summary>
public sealed record EventStreamFilter
{
    /// <summary>Topics with commas between (<see cref="EventTopicNames"/>); one that ends in <c>*</c> stands for all that begin so.</summary>
    public string? Topics { get; init; }

    /// <summary>Only what concerns this organization.</summary>
    public Guid? Organization { get; init; }

    /// <summary>Values that an event's data must have: <c>kind:breaker.opened</c>, several with commas between.</summary>
    public string? Filter { get; init; }

    /// <summary>Go on behind this id; 0: from the oldest that is kept. Null: from now on.</summary>
    public long? After { get; init; }
}
