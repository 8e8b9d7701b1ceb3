using HybridAi.Client.Paging;
using HybridAi.Client.Resilience;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Resilience;

internal static class ResilienceApi
{
    private static readonly QueryParameters Revision = new(("revision", "The revision that was read; another one answers 409. Also as If-Match."));

    private static readonly QueryParameters Events = QueryParameters.Paged(
        ("kind", "Only `fallback`, `rule.met`, `rule.ended`, `breaker.opened` or `breaker.closed`."), ("deployment", "Only about this deployment."), ("rule", "Only of this rule."));

    public static void MapResilienceApi(this IEndpointRouteBuilder api)
    {
        // What the installation's providers do is its own business.
        var routing = api.MapGroup("/routing").WithTags("Resilience").RequireInstallationRole(Role.Viewer);
        var handlers = ((IEndpointRouteBuilder)routing).ServiceProvider.GetRequiredService<FallbackHandlers>();
        routing.MapGet("fallbacks", handlers.ListAsync).Describe("listFallbacks", "List where requests go on when a model fails, and what is done while a deployment is in a bad way");
        routing.MapGet("fallbacks/{name}", handlers.GetAsync).Describe("getFallback", "Read a fallback rule");
        routing.MapGet("fallback-events", EventsAsync).Describe("listFallbackEvents", "List what happened around fallbacks, newest first", Events);
        routing.MapGet("breakers", Breakers).Describe("listBreakers", "List the circuits that are not closed, as this gateway knows them");
        var writes = routing.MapGroup("").RequireInstallationAdministrator();
        writes.MapPost("fallbacks", handlers.CreateAsync).AcceptsJson<SaveFallbackRequest>().Describe("createFallback", "Create a fallback rule");
        writes.MapPut("fallbacks/{name}", handlers.ReplaceAsync).AcceptsJson<SaveFallbackRequest>()
            .Describe("replaceFallback", "Replace a fallback rule; what is left out takes its default", Revision);
        writes.MapDelete("fallbacks/{name}", handlers.DeleteAsync).Describe("deleteFallback", "Delete a fallback rule", Revision);
    }

    private static Ok<DocumentPage<BreakerDocument>> Breakers(Breakers breakers) => TypedResults.Ok(new DocumentPage<BreakerDocument>(
        [.. breakers.NotClosed().Select(one => new BreakerDocument(one.Deployment, one.State == BreakerState.Open ? "open" : "half-open", one.ClosedOffFor.TotalMilliseconds))], Next: null));

    private static async Task<Results<Ok<DocumentPage<FallbackEventDocument>>, ApiError>> EventsAsync(HttpContext http, IFallbackEventStore store, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var kind = query.Text("kind");
        if (kind is not null && !FallbackEventKinds.All.Contains(kind))
            query.Fail("kind", $"must be one of {string.Join(", ", FallbackEventKinds.All)}");
        var wanted = new FallbackEventQuery { Kind = kind, Deployment = query.Text("deployment", 512), Rule = query.Text("rule", 64), After = query.Cursor(), Limit = query.Limit() };
        if (query.Problem is { } problem)
            return problem;
        var page = await store.ListAsync(wanted, cancellationToken);
        return TypedResults.Ok(new DocumentPage<FallbackEventDocument>([.. page.Items.Select(Show)], page.Next?.ToString()));
    }

    private static FallbackEventDocument Show(FallbackEvent one) => new()
    {
        Id = one.Id, At = one.At, Gateway = one.Gateway, Kind = one.Kind, Rule = one.Rule, Deployment = one.Deployment, Target = one.Target, Cause = one.Cause, Count = one.Count,
        RequestId = one.RequestId, Detail = one.Detail,
    };
}
