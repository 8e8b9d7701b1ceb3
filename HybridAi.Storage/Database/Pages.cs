using HybridAi.Core.Paging;

namespace HybridAi.Storage.Database;

/// <summary>Makes pages of lists that were read with one item more than asked for.</summary>
internal static class Pages
{
    /// <summary>Cuts the extra item off; that it was there says that there is a next page.</summary>
    public static Page<T> Cut<T>(List<T> items, int limit, Func<T, PageCursor> cursor)
    {
        if (items.Count <= limit)
            return new Page<T>(items, null);
        items.RemoveRange(limit, items.Count - limit);
        return new Page<T>(items, cursor(items[^1]));
    }
}
