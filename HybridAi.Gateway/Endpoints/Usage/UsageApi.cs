using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Usage;

internal static class UsageApi
{
    private static readonly (string, string)[] Filters =
    [
        ("from", "The earliest arrival: a time (ISO 8601 or epoch milliseconds) or how long ago, such as `1h`, `24h` or `7d`."),
        ("to", "Arrivals before this, in the same forms."),
        ("provider", "Only this provider's."),
        ("model", "Only this model's, by its provider's id or the name the caller used."),
        ("key", "Only this key's (its id)."),
        ("user", "Only this user's (its id)."),
        ("team", "Only this team's (its id)."),
        ("organization", "Only this organization's (its id)."),
        ("status", "An HTTP status (`200`), a class of them (`4xx`) or an outcome: `succeeded`, `failed`, `cancelled`, `interrupted`."),
        ("session", "Only those with this session label."),
        ("task", "Only those with this task label."),
    ];

    private static readonly QueryParameters List = QueryParameters.Paged(Filters);
    private static readonly QueryParameters Summary = new(
        [.. Filters, ("buckets", "Into how many equal slices of time to divide a series, 1 to 200; then `from` is needed.")]);

    public static void MapUsageApi(this IEndpointRouteBuilder api)
    {
        var usage = api.MapGroup("").WithTags("Usage");
        usage.MapGet("/usage", UsageHandlers.ListAsync)
            .Describe("listUsage", "List what requests were, took and cost, newest first; inference keys see their own", List);
        usage.MapGet("/usage/summary", UsageHandlers.SummarizeAsync).RequireRole(Role.Viewer)
            .Describe("summarizeUsage", "Add up what requests took and cost", Summary);
        usage.MapGet("/requests/{id}", UsageHandlers.GetAsync)
            .Describe("getRequest", "Read the record of one request by its x-hybridai-request-id; inference keys see their own");
        usage.MapGet("/requests/{id}/explain", UsageHandlers.ExplainAsync)
            .Describe("explainRequest", "Read what was decided about one request and why; inference keys see their own");
    }
}
