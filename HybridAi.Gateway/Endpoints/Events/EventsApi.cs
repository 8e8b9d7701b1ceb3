using HybridAi.Client.Errors;
using HybridAi.Client.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Events;

internal static class EventsApi
{
    private static readonly QueryParameters Query = new(
        ("topics", "Topics with commas between; one that ends in `*` stands for all that begin so (`cache.*`). Default: all that the key may see."),
        ("organization", "Only what concerns this organization (its id)."),
        ("filter", "Values that an event's data must have, with commas between: `kind:breaker.opened`."),
        ("after", "Go on behind this id; `0`: from the oldest that is kept. The header `Last-Event-ID` goes first. Default: from now on."));

    public static void MapEventsApi(this IEndpointRouteBuilder api) =>
        api.MapGroup("/events").WithTags("Events").RequireRole(Role.Viewer).MapGet("", EventsHandler.StreamAsync)
            .Describe("streamEvents", "Follow what happens, as server-sent events", Query)
            .Produces<EventDocument>(StatusCodes.Status200OK, "text/event-stream")
            .Produces<ErrorDocument>(StatusCodes.Status429TooManyRequests)
            .Produces<ErrorDocument>(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(EventSchemas.DescribeAsync);
}
