using System.Globalization;
using HybridAi.Client.Metrics;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Time;

/// <summary>A time to look back over: one of the presets, or from one time to another.</summary>
public sealed record TimeRange
{
    /// <summary>The name of a range with its own ends.</summary>
    public const string Custom = "custom";

    private const string InputFormat = "yyyy-MM-dd'T'HH:mm";

    /// <summary>The ranges to choose from.</summary>
    public static readonly IReadOnlyList<TimeRange> Presets =
    [
        new() { Name = "1h", Label = "Last hour", Length = TimeSpan.FromHours(1), Step = "1m" },
        new() { Name = "24h", Label = "Last 24 hours", Length = TimeSpan.FromHours(24), Step = "1h" },
        new() { Name = "7d", Label = "Last 7 days", Length = TimeSpan.FromDays(7), Step = "1h" },
        new() { Name = "30d", Label = "Last 30 days", Length = TimeSpan.FromDays(30), Step = "1d" },
    ];

    /// <summary>As the API writes it and the address shows it.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public required string Label { get; init; }

    /// <summary>How long.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>How long one slice of its charts is, as the API writes it.</summary>
    public required string Step { get; init; }

    /// <summary>Where a custom one begins.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Where a custom one ends.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Why what was asked for is not what this is, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>The beginning as the API takes it: how long ago, or a time.</summary>
    public string Beginning => From is { } from ? from.UtcDateTime.ToString("o", CultureInfo.InvariantCulture) : Name;

    /// <summary>The end as the API takes it; null: now.</summary>
    public string? End => To?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    /// <summary>What an address says to ask for it.</summary>
    public string Query => From is null ? "range=" + Name : $"range={Custom}&from={Input(From)}&to={Input(To)}";

    /// <summary>One slice, for people.</summary>
    public string StepLabel => Step switch { "1m" => "a minute", "5m" => "5 minutes", "1h" => "an hour", _ => "a day" };

    /// <summary>A time as a browser's field for it takes it.</summary>
    public static string? Input(DateTimeOffset? at) => at?.UtcDateTime.ToString(InputFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads what an address asks for; the last 24 hours if that cannot be had.</summary>
    public static TimeRange Of(Visit visit)
    {
        var name = visit.Asked("range");
        if (name is not Custom)
            return Presets.FirstOrDefault(preset => preset.Name == name) ?? Presets[1];
        if (!TryRead(visit.Asked("from"), out var from) || !TryRead(visit.Asked("to"), out var to))
            return Presets[1] with { Problem = "A custom range needs two times in UTC, such as 2026-03-01T12:00. Shown are the last 24 hours." };
        if (from >= to || from >= visit.At)
            return Presets[1] with { Problem = "A custom range has to begin before it ends, and before now. Shown are the last 24 hours." };
        var length = to - from;
        if (length > TimeSpan.FromDays(366))
            return Presets[1] with { Problem = "A custom range can be a year long at the most. Shown are the last 24 hours." };
        return new TimeRange
        {
            Name = Custom,
            Label = $"{from.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} to {to.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC",
            Length = length,
            Step = StepOf(length),
            From = from,
            To = to,
        };
    }

    /// <summary>The question for metrics over this range.</summary>
    public MetricsFilter Ask(params IReadOnlyList<string> metrics) => From is null
        ? new MetricsFilter { Metrics = metrics, Range = Name, Step = Step }
        : new MetricsFilter { Metrics = metrics, From = Beginning, To = End, Step = Step };

    private static string StepOf(TimeSpan length) =>
        length <= TimeSpan.FromHours(2) ? "1m" : length <= TimeSpan.FromHours(12) ? "5m" : length <= TimeSpan.FromDays(7) ? "1h" : "1d";

    private static bool TryRead(string? text, out DateTimeOffset at) => DateTimeOffset.TryParseExact(
        text, [InputFormat, "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at);
}
