using HybridAi.Client.Events;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Opens a stream of events. The <see cref="HttpClient"/>'s time-out does not end it.</summary>
    public async Task<EventStream> EventsAsync(EventStreamFilter? filter = null, CancellationToken cancellationToken = default)
    {
        var path = new QueryText("api/events").Add("topics", filter?.Topics).Add("organization", filter?.Organization).Add("filter", filter?.Filter).Add("after", filter?.After).ToString();
        return new EventStream(await SendAsync(HttpMethod.Get, path, null, cancellationToken), filter?.After);
    }
}
