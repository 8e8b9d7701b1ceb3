namespace HybridAi.Web.Pages.Overview;

/// <summary>A time to look back over.</summary>
/// <param name="Name">As the API writes it and the address shows it.</param>
/// <param name="Label">For people.</param>
/// <param name="Length">How long.</param>
/// <param name="Slices">Into how many bars its chart is divided.</param>
public sealed record Period(string Name, string Label, TimeSpan Length, int Slices)
{
    public static readonly IReadOnlyList<Period> All =
    [
        new("1h", "Last hour", TimeSpan.FromHours(1), 60),
        new("24h", "Last 24 hours", TimeSpan.FromHours(24), 48),
        new("7d", "Last 7 days", TimeSpan.FromDays(7), 84),
    ];

    public static Period Parse(string? name) => All.FirstOrDefault(period => period.Name == name) ?? All[1];

    public TimeSpan SliceLength => Length / Slices;
}
