namespace HybridAi.Core.Events;

/// <summary>Which past events to read.</summary>
public sealed record EventHistoryQuery
{
    /// <summary>Whose, and of which topics. What it says of the data (<see cref="EventSelection.Wants(System.Text.Json.JsonElement)"/>) is for whoever reads them.</summary>
    public required EventSelection Selection { get; init; }

    /// <summary>Only what happened then or later (UTC); null: whatever is kept.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The lowest number of an event of that time (<see cref="IEventStore.FirstAsync"/>), for whoever reads several blocks of it; null: it is found for this one.</summary>
    public long? First { get; init; }

    /// <summary>Only what happened before this (UTC); null: up to now.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only what has a lower number; null: from the newest on.</summary>
    public long? Before { get; init; }

    /// <summary>How many at the most; 1 to 1,001.</summary>
    public required int Limit { get; init; }
}
