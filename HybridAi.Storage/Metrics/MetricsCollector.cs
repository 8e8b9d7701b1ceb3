using System.Data.Common;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;

namespace HybridAi.Storage.Metrics;

/// <summary>Adds rows up by group and slice of time, as they are read.</summary>
internal sealed class MetricsCollector
{
    private readonly MetricsQuery _query;
    private readonly long[] _bounds;
    private readonly List<Group> _groups = [];
    private readonly Dictionary<GroupKey, Group> _byKey = [];
    private Group? _other;
    private long _unattributed;

    public MetricsCollector(MetricsQuery query, IReadOnlyList<GroupKey> top)
    {
        (_query, _bounds) = (query, [.. query.Bounds]);
        foreach (var key in query.GroupBy.Count == 0 ? [default] : top)
        {
            var group = new Group(key, isOther: false, _bounds.Length - 1);
            _groups.Add(group);
            _byKey.Add(key, group);
        }
    }

    /// <summary>The columns that <see cref="Add"/> reads, in order.</summary>
    public static string Columns(MetricsQuery query) => string.Join(
        ", ",
        (string[])["period", "folded", .. query.GroupBy.Select(RollupColumns.Of), .. RollupColumns.Numbers, .. query.Durations ? ["durations"] : Array.Empty<string>(), .. query.FirstTokens ? ["first_tokens"] : Array.Empty<string>()]);

    /// <summary>Adds a row.</summary>
    public void Add(DbDataReader row)
    {
        const int Values = 2;
        var (groups, isFolded) = (_query.GroupBy.Count, row.GetInt32(1) != 0);
        var column = Values + groups;
        if (isFolded && _query.Filters.Count > 0)
        {
            _unattributed += row.GetInt64(column);
            return;
        }

        // Folded rows have the organization, but nothing else to be grouped by.
        var group = isFolded && groups > 0 && _query.GroupBy.Any(dimension => dimension != MetricDimension.Organization) ? Other()
            : _byKey.GetValueOrDefault(GroupKey.Read(row, _query.GroupBy, Values)) ?? Other();
        var sums = group.At(SliceOf(row.GetInt64(0)));
        for (var i = 0; i < MetricSums.Length; i++)
            sums.Add((MetricNumber)i, row.GetInt64(column++));
        if (_query.Durations)
            sums.Durations.Add((byte[])row.GetValue(column++));
        if (_query.FirstTokens)
            sums.FirstTokens.Add((byte[])row.GetValue(column));
    }

    /// <summary>The answer.</summary>
    public MetricsAnswer Answer(DateTimeOffset? coarserBefore)
    {
        var groups = _other is null ? _groups : [.. _groups, _other];
        return new MetricsAnswer([.. groups.Select(group => group.Finish(_query.GroupBy.Count)).Where(group => group.Total[MetricNumber.Requests] > 0)], _unattributed, coarserBefore);
    }

    private Group Other() => _other ??= new Group(default, isOther: true, _bounds.Length - 1);

    // The last bound that is not behind it.
    private int SliceOf(long period)
    {
        var at = Array.BinarySearch(_bounds, period);
        return at >= 0 ? at : ~at - 1;
    }

    private sealed class Group(GroupKey key, bool isOther, int slices)
    {
        private readonly MetricSums?[] _points = new MetricSums?[slices];

        public MetricSums At(int slice) => _points[slice] ??= new MetricSums();

        public MetricsGroup Finish(int values)
        {
            var total = new MetricSums();
            foreach (var point in _points)
            {
                if (point is not null)
                    total.Add(point);
            }

            return new MetricsGroup(isOther ? [] : key.Values(values), isOther, total, _points);
        }
    }
}
