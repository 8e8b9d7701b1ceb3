using HybridAi.Web.Visits;

namespace HybridAi.Web.Components;

/// <summary>How a table is sorted.</summary>
/// <param name="By">The column; null: as it comes.</param>
/// <param name="Descending">Whether the largest come first.</param>
public sealed record SortOrder(string? By, bool Descending)
{
    /// <summary>Reads what an address asks for: <c>sort</c> and <c>order</c>.</summary>
    /// <param name="visit">Who asks.</param>
    /// <param name="columns">The columns that there are; others are not heeded.</param>
    public static SortOrder Of(Visit visit, IEnumerable<string> columns) =>
        visit.Asked("sort") is { } by && columns.Contains(by) ? new SortOrder(by, visit.Asked("order") == "desc") : new SortOrder(null, false);

    /// <summary>Whether a click on a column's head leads to the largest first: at first for figures, then the other way about.</summary>
    public bool Toward(string by, bool number) => By == by ? !Descending : number;

    /// <summary>Sorts; what has no value comes last either way, equal ones stay as they were.</summary>
    public IReadOnlyList<T> Apply<T>(IReadOnlyList<T> rows, IReadOnlyDictionary<string, Func<T, IComparable?>> columns)
    {
        if (By is null)
            return rows;
        var value = columns[By];
        var known = rows.Select(row => (Row: row, Value: value(row))).ToList();
        var valued = known.Where(one => one.Value is not null);
        return
        [
            .. (Descending ? valued.OrderByDescending(one => one.Value) : valued.OrderBy(one => one.Value)).Select(one => one.Row),
            .. known.Where(one => one.Value is null).Select(one => one.Row),
        ];
    }
}
