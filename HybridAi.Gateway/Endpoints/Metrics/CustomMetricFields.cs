using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>Reads a custom metric from a request, and names everything that is wrong with it.</summary>
internal static class CustomMetricFields
{
    private const int Most = 500, LongestValue = 256, LongestUnit = 32, LongestDescription = 500;

    public static CustomMetric Read(string name, long revision, DateTimeOffset now, SaveCustomMetricRequest request, FieldProblems problems, int others)
    {
        if (MetricDefinitions.Find(name) is not null)
            problems.Add("name", $"is that of a built-in metric: '{name}'");
        else if (others >= Most)
            problems.Add("name", $"is one too many: there may be {Most} custom metrics");
        if (request.Metric is null)
            problems.Add("metric", "is required");
        else if (MetricDefinitions.Find(request.Metric) is null)
            problems.Add("metric", $"must be one of {string.Join(", ", MetricDefinitions.All.Select(metric => metric.Name))}");
        var filters = Filters(request.Filter ?? new Dictionary<string, string?>(), problems);
        if (MetricCut.Find([.. filters.Select(filter => filter.Dimension)]) is null)
            problems.Add("filter", MetricsReading.NotTogether(filters.Select(filter => filter.Dimension)));
        return new CustomMetric
        {
            Name = name,
            Revision = revision,
            UpdatedAt = now,
            Metric = request.Metric ?? "",
            Filters = filters,
            Unit = Text("unit", request.Unit, LongestUnit, problems),
            Description = Text("description", request.Description, LongestDescription, problems),
        };
    }

    private static List<MetricFilter> Filters(IReadOnlyDictionary<string, string?> asked, FieldProblems problems)
    {
        var filters = new List<MetricFilter>();
        foreach (var (name, value) in asked)
        {
            var field = $"filter.{ApiError.Shorten(name)}";
            if (!MetricDimensions.TryFind(name, out var dimension))
                problems.Add(field, $"is no dimension; there are {string.Join(", ", MetricDimensions.All.Where(known => known != MetricDimension.Organization).Select(MetricDimensions.NameOf))}");
            else if (dimension == MetricDimension.Organization)
                problems.Add(field, "must be left out: whose requests count is up to who asks, by 'organization' of GET /api/metrics");
            else if (Value(dimension, value) is { } known)
                filters.Add(new MetricFilter(dimension, known));
            else
                problems.Add(field, dimension is MetricDimension.Team or MetricDimension.User or MetricDimension.Key ? "must be an id (a UUID)" : $"must have 1 to {LongestValue} printable characters");
        }

        return [.. filters.OrderBy(filter => filter.Dimension)];
    }

    // As rollups have it.
    private static string? Value(MetricDimension dimension, string? text)
    {
        if (dimension is MetricDimension.Team or MetricDimension.User or MetricDimension.Key)
            return Guid.TryParse(text, out var id) ? id.ToString("D") : null;
        return text?.Trim() is { Length: > 0 and <= LongestValue } value && !value.Any(char.IsControl) ? value : null;
    }

    private static string? Text(string field, string? text, int longest, FieldProblems problems)
    {
        if (text?.Trim() is not { Length: > 0 } trimmed)
            return null;
        if (trimmed.Length > longest || trimmed.Any(char.IsControl))
            problems.Add(field, $"must have at most {longest} characters, none of them a control character");
        return trimmed;
    }
}
