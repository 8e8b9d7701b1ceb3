using System.Globalization;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Events;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Events;

internal static class EventsHandler
{
    public const string LastEventId = "Last-Event-ID";

    public static async Task<Results<EmptyHttpResult, ApiError>> StreamAsync(HttpContext http, EventStreams streams)
    {
        var query = new ApiQuery(http.Request.Query);
        var after = query.Number("after", 0, long.MaxValue);
        after = ReadLastEventId(http, query) ?? after;
        if (EventQuestion.Read(query, http.GetCaller()).Failed(out var error, out var selection))
            return error;
        return await streams.ServeAsync(http, selection, after) is { } none ? none : TypedResults.Empty;
    }

    // Readers that connect again by themselves send their first address again; how far they came is in the header.
    private static long? ReadLastEventId(HttpContext http, ApiQuery query)
    {
        if (http.Request.Headers[LastEventId].ToString().Trim() is not { Length: > 0 } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        query.Fail(LastEventId, "must be the id of an event, unchanged");
        return null;
    }
}
