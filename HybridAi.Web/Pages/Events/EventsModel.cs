using HybridAi.Client.Events;
using HybridAi.Client.Paging;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Events;

/// <summary>What has happened.</summary>
/// <param name="Range">When.</param>
/// <param name="Topics">The topics that the reader may see.</param>
/// <param name="Events">The events, newest first.</param>
public sealed record EventsModel(TimeRange Range, IReadOnlyList<EventTopicName> Topics, DocumentPage<EventDocument> Events)
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
        return new EventsModel(range, EventTopicName.For(visit), await visit.Client.EventHistoryAsync(filter, visit.Cancelled));
    }
}
