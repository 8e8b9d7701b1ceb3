using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>Usage patterns as the API shows them: hours of UTC, counted where they begin in the time zone.</summary>
internal sealed class PatternDocuments(IReadOnlyList<long> hours, TimeZoneInfo zone, DateTimeOffset now)
{
    private const int HoursADay = 24, MostPeaks = 3;
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private readonly DateTime[] _local = [.. hours.SkipLast(1).Select(hour => TimeZoneInfo.ConvertTime(MetricsDocuments.At(hour), zone).DateTime)];
    private readonly double _seconds = MetricsDocuments.Seconds(hours[0], hours[^1], now);

    public UsagePatternsDocument Of(MetricsAnswer all, MetricsAnswer models, MetricsAnswer users, MetricsAnswer favourites)
    {
        var points = all.Groups.Count == 0 ? [] : all.Groups[0].Points;
        var (byHour, byDay) = (ByHour(points), new long[Days.Length]);
        for (var i = 0; i < points.Count; i++)
            byDay[((int)_local[i].DayOfWeek + 6) % 7] += points[i]?[MetricNumber.Requests] ?? 0;
        var total = MetricsDocuments.Union(models.Groups.Select(group => group.Total));
        var days = Math.Max(1, (hours.Count - 1) / (decimal)HoursADay);
        return new UsagePatternsDocument
        {
            From = MetricsDocuments.At(hours[0]),
            To = MetricsDocuments.At(hours[^1]),
            TimeZone = zone == TimeZoneInfo.Utc ? "UTC" : zone.Id,
            Hours = [.. byHour.Select((requests, hour) => new HourPatternDocument(hour, requests, decimal.Round(requests / days, 3)))],
            Weekdays = [.. byDay.Select((requests, day) => new WeekdayPatternDocument(Days[day], requests))],
            PeakHours = Peaks(byHour),
            Models = [.. models.Groups.Where(group => !group.IsOther).Select(group => new PopularModelDocument(
                group.Values[0], group.Values[1], MetricsDocuments.ShareOf(group.Total, total), MetricsDocuments.Figures(group.Total, _seconds)))],
            Users = [.. users.Groups.Where(group => !group.IsOther).Select(group => User(group, favourites))],
        };
    }

    private UserPatternDocument User(MetricsGroup user, MetricsAnswer favourites)
    {
        var models = favourites.Groups.Where(group => !group.IsOther && group.Values[0] == user.Values[0] && group.Values[1] is not null).ToList();
        var peaks = Peaks(ByHour(user.Points));
        return new UserPatternDocument
        {
            User = user.Values[0],
            Figures = MetricsDocuments.Figures(user.Total, _seconds),
            // Groups come by rank.
            FavouriteModel = models.Count == 0 ? null : models[0].Values[1],
            Models = models.Count,
            PeakHour = peaks.Count == 0 ? null : peaks[0],
            ActiveHours = user.Points.Count(point => point is not null && point[MetricNumber.Requests] > 0),
            TokensPerRequest = decimal.Round(user.Total.Tokens / (decimal)user.Total[MetricNumber.Requests], 3),
        };
    }

    private long[] ByHour(IReadOnlyList<MetricSums?> points)
    {
        var byHour = new long[HoursADay];
        for (var i = 0; i < points.Count; i++)
            byHour[_local[i].Hour] += points[i]?[MetricNumber.Requests] ?? 0;
        return byHour;
    }

    private static List<int> Peaks(long[] byHour) =>
        [.. Enumerable.Range(0, HoursADay).Where(hour => byHour[hour] > 0).OrderByDescending(hour => byHour[hour]).ThenBy(hour => hour).Take(MostPeaks)];
}
