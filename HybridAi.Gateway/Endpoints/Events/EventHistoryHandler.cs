using System.Globalization;
using HybridAi.Client.Events;
using HybridAi.Client.Paging;
using HybridAi.Core.Events;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Usage;
using HybridAi.Gateway.Events;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Events;

/// <summary>Lists past events, the newest first.</summary>
internal static class EventHistoryHandler
{
    /// <summary>What data have to be is no matter of the database's: so many events are looked at for one answer at the most, the rest by the next page.</summary>
    public const int MostLookedAt = 20_000;

    private const int BlockLength = 1000;

    public static async Task<Results<Ok<DocumentPage<EventDocument>>, ApiError>> ListAsync(
        HttpContext http, IEventStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var now = time.GetUtcNow();
        var (from, to) = (UsageQueries.Time(query, "from", now), UsageQueries.Time(query, "to", now));
        if (from >= to)
            query.Fail("from", "must be before 'to'");
        var (before, limit) = (Cursor(query), query.Limit());
        if (EventQuestion.Read(query, http.GetCaller()).Failed(out var error, out var selection))
            return error;
        if (EventTopics.All.Where(topic => selection.HasTopic(topic.Name)).All(topic => topic.IsLive))
            return ApiError.Invalid("topics", "names only what is told as it happens and not kept: follow GET /api/events for it");
        return TypedResults.Ok(await ReadAsync(store, new EventHistoryQuery { Selection = selection, From = from, To = to, Before = before, Limit = limit + 1 }, limit, cancellationToken));
    }

    private static async Task<DocumentPage<EventDocument>> ReadAsync(IEventStore store, EventHistoryQuery query, int limit, CancellationToken cancellationToken)
    {
        var found = new List<EventDocument>();
        // Once for the page, not for each of its blocks.
        if (query.From is { } from)
        {
            if (await store.FirstAsync(from, cancellationToken) is not { } first)
                return new DocumentPage<EventDocument>(found, null);
            query = query with { First = first };
        }

        var looked = 0;
        while (true)
        {
            var block = await store.ReadBackAsync(query, cancellationToken);
            foreach (var one in block)
            {
                var data = EventFrame.Parse(one.Data);
                if (!query.Selection.Wants(data))
                    continue;
                // The one beyond the page only says that there is another.
                if (found.Count == limit)
                    return new DocumentPage<EventDocument>(found, Text(found[^1].Id!.Value));
                found.Add(EventFrame.DocumentOf(one.Sequence, one.At, one.Topic, one.OrganizationId, data));
            }

            looked += block.Count;
            if (block.Count < query.Limit)
                return new DocumentPage<EventDocument>(found, null);
            if (looked >= MostLookedAt)
                return new DocumentPage<EventDocument>(found, Text(block[^1].Sequence));
            query = query with { Before = block[^1].Sequence, Limit = BlockLength };
        }
    }

    private static long? Cursor(ApiQuery query)
    {
        if (query.Text("cursor") is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        query.Fail("cursor", "must be the 'next' of an earlier answer, unchanged");
        return null;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
