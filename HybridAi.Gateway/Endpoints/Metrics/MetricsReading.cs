using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Endpoints.Usage;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>Reads the parameters of metrics. What is wrong goes to the <see cref="ApiQuery"/>, so that a caller is told everything at once.</summary>
internal static class MetricsReading
{
    public const int MostMetrics = 10, MostGroups = 100, MostSlices = 2500;
    private const int MostDimensions = 2, DefaultGroups = 20, LongestNames = 1024;
    private static readonly TimeSpan DefaultRange = TimeSpan.FromHours(24);
    public static readonly string[] Ranges = ["1h", "24h", "7d", "30d"];
    private static readonly DateTimeOffset Latest = new(9990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the range of time; null if it is wrong.</summary>
    public static (DateTimeOffset From, DateTimeOffset To)? Times(ApiQuery parameters, DateTimeOffset now)
    {
        var (from, to) = (UsageQueries.Time(parameters, "from", now), UsageQueries.Time(parameters, "to", now) ?? now);
        if (parameters.Text("range") is { } range)
        {
            if (!Ranges.Contains(range))
                parameters.Fail("range", $"must be one of {string.Join(", ", Ranges)}; for any other, give 'from'");
            else if (parameters.Text("from") is not null || parameters.Text("to") is not null)
                parameters.Fail("range", "cannot be given together with 'from' or 'to'");
            else
                from = UsageQueries.Ago(range, now);
        }

        var begin = from ?? to - DefaultRange;
        if (begin >= to)
            parameters.Fail("from", "must be before 'to'");
        else if (begin < DateTimeOffset.UnixEpoch || to > Latest)
            parameters.Fail(begin < DateTimeOffset.UnixEpoch ? "from" : "to", "must be a time from 1970 to 9989");
        return parameters.Problem is null ? (begin, to) : null;
    }

    /// <summary>Reads the time zone: UTC if there is none.</summary>
    public static TimeZoneInfo Zone(ApiQuery parameters)
    {
        if (parameters.Text("timezone") is not { } name || name == "UTC")
            return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId)
            return zone;
        parameters.Fail("timezone", "must be an IANA time zone such as Europe/Berlin");
        return TimeZoneInfo.Utc;
    }

    /// <summary>Reads the names of the metrics.</summary>
    public static IReadOnlyList<string> Names(ApiQuery parameters) => List(parameters, "metric", LongestNames) is { Count: > 0 } names ? names : ["requests"];

    /// <summary>Finds the metrics by their names.</summary>
    public static IReadOnlyList<AskedMetric> Metrics(ApiQuery parameters, IReadOnlyList<string> names, IReadOnlyList<CustomMetric> custom, Caller caller)
    {
        if (names.Count > MostMetrics)
            parameters.Fail("metric", $"must name at most {MostMetrics}");
        var unknown = names.Where(name => AskedMetric.Find(name, custom) is null).ToList();
        if (unknown.Count > 0)
        {
            // What the installation calls its own is not told to others.
            var known = MetricDefinitions.All.Select(metric => metric.Name).Concat(caller.OrganizationId == OrganizationId.Default ? custom.Select(metric => metric.Name) : []);
            parameters.Fail("metric", $"names {Quoted(unknown)}, which there is not; there are {string.Join(", ", known)}");
        }

        return [.. names.Select(name => AskedMetric.Find(name, custom)).OfType<AskedMetric>()];
    }

    /// <summary>Reads what to group by.</summary>
    public static IReadOnlyList<MetricDimension> Groups(ApiQuery parameters)
    {
        var (groups, unknown) = (new List<MetricDimension>(), new List<string>());
        foreach (var name in List(parameters, "group"))
        {
            if (MetricDimensions.TryFind(name, out var dimension))
                groups.Add(dimension);
            else
                unknown.Add(name);
        }

        if (unknown.Count > 0)
            parameters.Fail("group", $"names {Quoted(unknown)}, which is no dimension; there are {string.Join(", ", MetricDimensions.All.Select(MetricDimensions.NameOf))}");
        if (groups.Count > MostDimensions)
            parameters.Fail("group", $"must name at most {MostDimensions} dimensions");
        return groups;
    }

    /// <summary>Reads the conditions, but for the organization.</summary>
    public static IReadOnlyList<MetricFilter> Filters(ApiQuery parameters)
    {
        var filters = new List<MetricFilter>();
        foreach (var dimension in MetricDimensions.All)
        {
            var name = MetricDimensions.NameOf(dimension);
            var value = dimension switch
            {
                MetricDimension.Organization => null,
                MetricDimension.Team or MetricDimension.User or MetricDimension.Key => parameters.Id(name)?.ToString("D"),
                _ => parameters.Text(name),
            };
            if (value is not null)
                filters.Add(new MetricFilter(dimension, value));
        }

        return filters;
    }

    /// <summary>Reads how long a slice is.</summary>
    public static MetricStep Step(ApiQuery parameters, (DateTimeOffset From, DateTimeOffset To)? times)
    {
        MetricStep? named = parameters.Text("step") switch { null => null, "1m" => MetricStep.Minute, "5m" => MetricStep.FiveMinutes, "1h" => MetricStep.Hour, "1d" => MetricStep.Day, _ => (MetricStep)(-1) };
        if (named is { } known && !Enum.IsDefined(known))
        {
            parameters.Fail("step", "must be 1m, 5m, 1h or 1d");
            return MetricStep.Day;
        }

        var range = times is { } both ? both.To - both.From : DefaultRange;
        var step = named ?? MetricTimes.StepFor(range);
        if (range / MetricTimes.LengthOf(step) > MostSlices)
            parameters.Fail("step", $"divides this range into more than {MostSlices} slices; take a longer one, or a shorter range");
        return step;
    }

    /// <summary>How many groups to tell apart.</summary>
    public static int Limit(ApiQuery parameters) => (int)(parameters.Number("limit", 1, MostGroups) ?? DefaultGroups);

    /// <summary>Finds the cut that has some dimensions together.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="groups">What is grouped by.</param>
    /// <param name="filters">The conditions that were asked.</param>
    /// <param name="own">The conditions that metrics have of their own.</param>
    public static MetricCut Cut(ApiQuery parameters, IEnumerable<MetricDimension> groups, IReadOnlyList<MetricFilter> filters, IEnumerable<MetricFilter>? own = null)
    {
        MetricDimension[] wanted = [.. groups.Concat(filters.Concat(own ?? []).Select(filter => filter.Dimension)).Distinct()];
        if (MetricCut.Find(wanted) is { } cut)
            return cut;
        parameters.Fail(parameters.Text("group") is not null ? "group" : filters.Count > 0 ? MetricDimensions.NameOf(filters[^1].Dimension) : "metric", NotTogether(wanted));
        return MetricCut.All[0];
    }

    /// <summary>Says that some dimensions cannot be asked for together, and which can.</summary>
    public static string NotTogether(IEnumerable<MetricDimension> wanted)
    {
        var sets = MetricCut.All.Where(known => known.Dimensions.Count > 0).Select(known => string.Join(", ", known.Dimensions.Select(MetricDimensions.NameOf)));
        return $"cannot be answered: no set of dimensions that is kept has {string.Join(", ", wanted.Select(MetricDimensions.NameOf))} together. The sets are: {string.Join("; ", sets)}";
    }

    /// <summary>Whose requests the caller may see and asks for.</summary>
    public static Outcome<OrganizationScope> Scope(ApiQuery parameters, Caller caller)
    {
        var organization = parameters.Id("organization");
        return parameters.Problem is { } problem ? problem : OrganizationScope.Of(caller, organization);
    }

    private static List<string> List(ApiQuery parameters, string name, int maxLength = 256) =>
        [.. (parameters.Text(name, maxLength) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{ApiError.Shorten(name)}'"));
}
