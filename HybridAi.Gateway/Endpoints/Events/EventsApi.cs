using HybridAi.Client.Errors;
using HybridAi.Client.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Events;

internal static class EventsApi
{
    private static readonly QueryParameters Stream = new(
    [
        .. EventQuestion.Parameters,
        ("after", "Go on behind this id; `0`: from the oldest that is kept. The header `Last-Event-ID` goes first. Default: from now on."),
    ]);

    private static readonly QueryParameters History = QueryParameters.Paged(
    [
        .. EventQuestion.Parameters,
        ("from", "Only what happened then or later: a time (ISO 8601, epoch milliseconds) or how long ago (`24h`)."),
        ("to", "Only what happened before, in the same forms."),
    ]);

    public static void MapEventsApi(this IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/events").WithTags("Events").RequireRole(Role.Viewer);
        events.MapGet("", EventsHandler.StreamAsync)
            .Describe("streamEvents", "Follow what happens, as server-sent events", Stream)
            .Produces<EventDocument>(StatusCodes.Status200OK, "text/event-stream")
            .Produces<ErrorDocument>(StatusCodes.Status429TooManyRequests)
            .Produces<ErrorDocument>(StatusCodes.Status503ServiceUnavailable)
            .AddOpenApiOperationTransformer(EventSchemas.DescribeAsync);
        events.MapGet("history", EventHistoryHandler.ListAsync).Describe("listEvents", "List what has happened, newest first", History);
    }
}
