using Dapper;
using HybridAi.Core.Paging;

namespace HybridAi.Storage.Database;

/// <summary>Makes pages of lists that were read with one item more than asked for.</summary>
internal static class Pages
{
    private const int Most = 1000;

    /// <summary>Reads a page of rows that have a time and an id, the newest first.</summary>
    /// <param name="database">The database.</param>
    /// <param name="select">What to read, up to its conditions.</param>
    /// <param name="where">The conditions.</param>
    /// <param name="after">Where the page starts, or null for the newest.</param>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cursor">The place of a row.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static Task<Page<T>> NewestFirstAsync<T>(
        IDatabase database, string select, WhereClause where, PageCursor? after, int limit, Func<T, PageCursor> cursor, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, Most);
        if (after is { } place)
            where.After(place);
        where.Parameters.Add("limit", limit + 1);
        var sql = $"{select} {where} ORDER BY at DESC, id DESC LIMIT @limit";
        return database.ReadAsync(
            async (connection, token) =>
                Cut((await connection.QueryAsync<T>(new CommandDefinition(sql, where.Parameters, cancellationToken: token)).ConfigureAwait(false)).AsList(), limit, cursor),
            cancellationToken);
    }

    /// <summary>Cuts the extra item off; that it was there says that there is a next page.</summary>
    public static Page<T> Cut<T>(List<T> items, int limit, Func<T, PageCursor> cursor)
    {
        if (items.Count <= limit)
            return new Page<T>(items, null);
        items.RemoveRange(limit, items.Count - limit);
        return new Page<T>(items, cursor(items[^1]));
    }
}
