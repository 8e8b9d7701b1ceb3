using HybridAi.Client.Paging;
using HybridAi.Core.Paging;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>Cuts pages from the short lists that stores give whole, ordered by creation, then id.</summary>
internal static class TenancyLists
{
    public static DocumentPage<TDocument> Page<T, TDocument>(
        this IEnumerable<T> items, ApiQuery query, Func<T, PageCursor> place, Func<T, TDocument> toDocument)
    {
        var (after, limit) = (query.Cursor(), query.Limit());
        var rest = items.Where(item => after is not { } cursor || IsAfter(place(item), cursor)).Take(limit + 1).ToList();
        var next = rest.Count > limit ? place(rest[limit - 1]).ToString() : null;
        return new DocumentPage<TDocument>([.. rest.Take(limit).Select(toDocument)], next);
    }

    public static PageCursor Place(DateTimeOffset createdAt, Guid id) => new(createdAt.ToUnixTimeMilliseconds(), id);

    /// <summary>Ids compare as the database orders them: by their text.</summary>
    private static bool IsAfter(PageCursor place, PageCursor cursor) =>
        place.At > cursor.At || (place.At == cursor.At && string.CompareOrdinal(place.Id.ToString(), cursor.Id.ToString()) > 0);
}
