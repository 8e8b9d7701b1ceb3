namespace HybridAi.Core.Metrics.Rollups;

/// <summary>Makes the rows of one period of its records, or of the rows of the periods that it consists of. For one thread.</summary>
public sealed class RollupBuilder
{
    private readonly Dictionary<RollupSeries, MetricSums> _series = [];
    private readonly Dictionary<RequestKind, MetricSums> _kinds;
    private readonly Dictionary<RequestKind, MetricSums>.AlternateLookup<RolledRequest> _kindOf;

    /// <summary>Makes one that holds nothing yet.</summary>
    public RollupBuilder()
    {
        _kinds = new Dictionary<RequestKind, MetricSums>(RequestKind.Comparer);
        _kindOf = _kinds.GetAlternateLookup<RolledRequest>();
    }

    /// <summary>Adds a request, to a series of each cut.</summary>
    /// <param name="request">The request; it may change afterwards.</param>
    public void Add(RolledRequest request)
    {
        // Most requests of a period are of few kinds: each is added up once, and only the sums of its kind to the series of every cut.
        if (!_kindOf.TryGetValue(request, out var sums))
            _kindOf[request] = sums = new MetricSums();
        request.AddTo(sums);
    }

    /// <summary>The sums of a series, to add to.</summary>
    /// <param name="series">The series.</param>
    public MetricSums SumsOf(RollupSeries series)
    {
        if (!_series.TryGetValue(series, out var sums))
            _series.Add(series, sums = new MetricSums());
        return sums;
    }

    /// <summary>
    /// The rows. Of each cut and organization only the series with the most requests stay, of those with as many the first in order; all others become one row, so that sums
    /// stay exact.
    /// </summary>
    /// <param name="mostSeries">How many stay; 1 or more.</param>
    /// <returns>The rows, in the order of their series.</returns>
    public IReadOnlyList<RollupRow> Build(int mostSeries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostSeries, 1);
        AddKinds();
        var rows = new List<RollupRow>(_series.Count);
        foreach (var group in _series.Select(entry => new RollupRow(entry.Key, entry.Value)).GroupBy(row => (row.Series.Cut, row.Series.Organization)))
        {
            var kept = 0;
            MetricSums? folded = null;
            foreach (var row in group.OrderBy(row => row.Series.IsFolded).ThenByDescending(row => row.Sums[MetricNumber.Requests]).ThenBy(row => row.Series))
            {
                if (!row.Series.IsFolded && kept++ < mostSeries)
                    rows.Add(row);
                else
                    (folded ??= new MetricSums()).Add(row.Sums);
            }

            if (folded is not null)
                rows.Add(new RollupRow(new RollupSeries(group.Key.Cut, group.Key.Organization, new string?[group.Key.Cut.Dimensions.Count], isFolded: true), folded));
        }

        rows.Sort(static (a, b) => a.Series.CompareTo(b.Series));
        return rows;
    }

    private void AddKinds()
    {
        foreach (var (kind, sums) in _kinds)
        {
            foreach (var cut in MetricCut.All)
            {
                var values = new string?[cut.Dimensions.Count];
                for (var i = 0; i < values.Length; i++)
                    values[i] = kind[cut.Dimensions[i]];
                SumsOf(new RollupSeries(cut, kind.Organization, values, isFolded: false)).Add(sums);
            }
        }

        _kinds.Clear();
    }
}
