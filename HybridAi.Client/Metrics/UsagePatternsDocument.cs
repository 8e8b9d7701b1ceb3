namespace HybridAi.Client.Metrics;

/// <summary>When and how the gateway is used.</summary>
public sealed record UsagePatternsDocument
{
    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The time zone of the hours.</summary>
    public required string TimeZone { get; init; }

    /// <summary>All hours of the day, from 0 to 23.</summary>
    public required IReadOnlyList<HourPatternDocument> Hours { get; init; }

    /// <summary>All days of the week, from Monday to Sunday.</summary>
    public required IReadOnlyList<WeekdayPatternDocument> Weekdays { get; init; }

    /// <summary>The hours of the day with the most requests, the busiest first, three at the most.</summary>
    public required IReadOnlyList<int> PeakHours { get; init; }

    /// <summary>The most used models.</summary>
    public required IReadOnlyList<PopularModelDocument> Models { get; init; }

    /// <summary>The users with the most requests.</summary>
    public required IReadOnlyList<UserPatternDocument> Users { get; init; }
}

/// <summary>An hour of the day.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Requests">How many requests arrived in it, on all days.</param>
/// <param name="PerDay">How many on an average day.</param>
public sealed record HourPatternDocument(int Hour, long Requests, decimal PerDay);

/// <summary>A day of the week.</summary>
/// <param name="Day"><c>monday</c> to <c>sunday</c>.</param>
/// <param name="Requests">How many requests arrived on it.</param>
public sealed record WeekdayPatternDocument(string Day, long Requests);

/// <summary>A model and how much it is used.</summary>
/// <param name="Provider">The provider, or null.</param>
/// <param name="Model">The model, or null.</param>
/// <param name="Share">Its share of the requests.</param>
/// <param name="Figures">Its figures.</param>
public sealed record PopularModelDocument(string? Provider, string? Model, decimal Share, MetricFiguresDocument Figures);

/// <summary>How a user uses the gateway.</summary>
public sealed record UserPatternDocument
{
    /// <summary>The user's id; null: keys without a user.</summary>
    public string? User { get; init; }

    /// <summary>The figures.</summary>
    public required MetricFiguresDocument Figures { get; init; }

    /// <summary>The model that is used most.</summary>
    public string? FavouriteModel { get; init; }

    /// <summary>How many models are used.</summary>
    public int Models { get; init; }

    /// <summary>The hour of the day with the most requests, 0 to 23.</summary>
    public int? PeakHour { get; init; }

    /// <summary>In how many hours there were requests.</summary>
    public int ActiveHours { get; init; }

    /// <summary>Tokens a request, on average.</summary>
    public decimal TokensPerRequest { get; init; }
}
