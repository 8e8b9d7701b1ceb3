using HybridAi.Client.Events;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Opens a stream of events. The <see cref="HttpClient"/>'s time-out does not end it.</summary>
    public async Task<EventStream> EventsAsync(EventStreamFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var path = new QueryText("api/events").Add("topics", filter?.Topics).Add("organization", filter?.Organization).Add("filter", filter?.Filter).Add("after", filter?.After).ToString();
        return new EventStream(await SendAsync(HttpMethod.Get, path, null, cancellationToken), filter?.After);
    }

    /// <summary>Lists past events, newest first. With a filter a page may have fewer than asked for, even none: as long as it has a <c>next</c>, there may be more.</summary>
    public Task<DocumentPage<EventDocument>> EventHistoryAsync(EventHistoryFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            new QueryText("api/events/history").Add("topics", filter?.Topics).Add("organization", filter?.Organization).Add("filter", filter?.Filter)
                .Add("from", filter?.From).Add("to", filter?.To).Add("cursor", filter?.Cursor).Add("limit", filter?.Limit).ToString(),
            Json.DocumentPageEventDocument, cancellationToken);
}
