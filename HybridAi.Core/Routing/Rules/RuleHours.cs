namespace HybridAi.Core.Routing.Rules;

/// <summary>Some hours of some days of the week, by the clocks of a time zone.</summary>
public sealed record RuleHours
{
    /// <summary>The days on which the hours begin; null: every day.</summary>
    public IReadOnlyList<DayOfWeek>? Days { get; init; }

    /// <summary>The minute of the day from which on they count, 0 to 1,439; null: midnight.</summary>
    public int? From { get; init; }

    /// <summary>The minute of the day from which on they count no more, 1 to 1,440; not after <see cref="From"/>: that of the next day. Null: midnight.</summary>
    public int? To { get; init; }

    /// <summary>The IANA name of the time zone; null: UTC.</summary>
    public string? TimeZone { get; init; }
}
