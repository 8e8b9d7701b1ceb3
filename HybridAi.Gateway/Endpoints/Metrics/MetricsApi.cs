using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Metrics;

internal static class MetricsApi
{
    public const string CustomPath = "/api/metrics/custom";

    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    private static readonly (string, string)[] Times =
    [
        ("range", "`1h`, `24h`, `7d` or `30d` up to now; `24h` if neither this nor `from` is given."),
        ("from", "Instead of `range`: a time (ISO 8601 or epoch milliseconds) or how long ago, such as `2d`."),
        ("to", "The end, in the same forms; now if not given."),
    ];

    private static readonly (string, string)[] Conditions =
    [
        ("organization", "Only this organization's (its id)."),
        ("provider", "Only this provider's."),
        ("model", "Only this model's, by its provider's id."),
        ("deployment", "Only this deployment's."),
        ("region", "Only deployments' of this region."),
        ("team", "Only this team's (its id)."),
        ("user", "Only this user's (its id)."),
        ("key", "Only this key's (its id)."),
        ("task", "Only those with this task label."),
        ("cache", "Only those that the answer cache did this for: `miss`, `exact`, `semantic`, `prefix`, `coalesced`, `off`."),
        ("cause", "Only those that failed for this reason."),
        ("model_version", "Only this version's of a managed model."),
        ("experiment_arm", "Only this arm's of an experiment."),
        ("prompt_version", "Only this version's of a prompt."),
    ];

    private static readonly (string, string) TimeZone = ("timezone", "The IANA time zone whose days and hours count, such as `Europe/Berlin`; UTC if not given.");

    private static readonly QueryParameters Series = new(
    [
        ("metric", $"Up to {MetricsReading.MostMetrics}, separated by commas; `requests` if not given: {string.Join(", ", MetricDefinitions.All.Select(metric => metric.Name))}; or custom ones."),
        .. Times,
        ("step", "How long a slice is: `1m`, `5m`, `1h` or `1d`; by the range if not given."),
        ("group", "Up to two dimensions, separated by commas: those that can be filtered by."),
        .. Conditions,
        TimeZone,
        ("limit", $"How many groups to tell apart, 1 to {MetricsReading.MostGroups}; 20 if not given. The rest is one group more."),
    ]);

    private static readonly QueryParameters Live = new(Conditions);
    private static readonly QueryParameters Comparison = new([.. Times, .. Conditions]);
    private static readonly QueryParameters Patterns = new([.. Times, Conditions[0], TimeZone]);

    public static void MapMetricsApi(this IEndpointRouteBuilder api)
    {
        var metrics = api.MapGroup("/metrics").RequireRole(Role.Viewer).WithTags("Metrics");
        metrics.MapGet("", MetricsHandlers.ReadAsync).Describe("readMetrics", "Read metrics in slices of time and by group", Series);
        metrics.MapGet("/live", MetricsHandlers.LiveAsync).Describe("readLiveMetrics", "Read the figures of the last minute and the last five", Live);
        metrics.MapGet("/providers", MetricsHandlers.CompareAsync).Describe("compareProviders", "Compare providers and their models", Comparison);
        metrics.MapGet("/patterns", PatternsHandler.ReadAsync).Describe("readUsagePatterns", "Read peak hours, popular models and how users behave", Patterns);
        // Their names are the installation's; whoever may see metrics may ask for them.
        var custom = api.MapGroup("/metrics/custom").RequireInstallationRole(Role.Viewer).WithTags("Metrics");
        custom.MapGet("", (CustomMetricHandlers handlers, CancellationToken token) => handlers.ListAsync(token)).Describe("listCustomMetrics", "List the metrics that were defined");
        custom.MapGet("{name}", (string name, CustomMetricHandlers handlers, HttpContext http, CancellationToken token) => handlers.GetAsync(name, http, token))
            .Describe("getCustomMetric", "Read a metric that was defined");
        var writes = custom.MapGroup("").RequireInstallationRole(Role.Operator);
        writes.MapPost("", (CustomMetricHandlers handlers, HttpContext http, CancellationToken token) => handlers.CreateAsync(http, token)).AcceptsJson<SaveCustomMetricRequest>()
            .Describe("createCustomMetric", "Define a metric: what a built-in one is of some requests only");
        writes.MapPut("{name}", (string name, CustomMetricHandlers handlers, HttpContext http, CancellationToken token) => handlers.ReplaceAsync(name, http, token))
            .AcceptsJson<SaveCustomMetricRequest>().Describe("replaceCustomMetric", "Replace a metric that was defined; what is left out takes its default", Revision);
        writes.MapDelete("{name}", (string name, CustomMetricHandlers handlers, HttpContext http, CancellationToken token) => handlers.DeleteAsync(name, http, token))
            .Describe("deleteCustomMetric", "Delete a metric that was defined", Revision);
    }
}
