using System.Net;
using HybridAi.Client.Errors;
using HybridAi.Client.Events;
using HybridAi.Client.Paging;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Events;

/// <summary>What has happened.</summary>
/// <param name="Range">When.</param>
/// <param name="Topics">The topics that the reader may see.</param>
/// <param name="Events">The events, newest first; or what is wrong with what was asked.</param>
public sealed record EventsModel(TimeRange Range, IReadOnlyList<EventTopicName> Topics, Part<DocumentPage<EventDocument>> Events)
{
    private const int PageLength = 50;

    /// <summary>Reads them.</summary>
    public static async Task<EventsModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var filter = new EventHistoryFilter
        {
            Topics = string.Join(',', EventTopicName.Asked(visit)),
            Filter = visit.Asked("filter"),
            From = range.Beginning,
            To = range.End,
            Cursor = visit.Asked("cursor"),
            Limit = PageLength,
        };
        var events = await visit.PartAsync((client, cancelled) => client.EventHistoryAsync(filter, cancelled));
        // What was asked wrongly can be mended where it was written; without its events for another reason the page is none.
        if (events.Failure is not HybridAiApiException { Status: HttpStatusCode.BadRequest })
            Parts.ThrowIfAllFailed(events);
        return new EventsModel(range, EventTopicName.For(visit), events);
    }
}
