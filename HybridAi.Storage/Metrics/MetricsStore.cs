using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Storage.Database;
using HybridAi.Storage.Usage;

namespace HybridAi.Storage.Metrics;

/// <summary>Answers questions from the rollups.</summary>
internal sealed class MetricsStore(IDatabase database) : IMetricsStore
{
    // Groups beyond these are not even looked at for their rank; a period has a thousand at the most.
    private const int MostRanked = 20_000;

    /// <inheritdoc/>
    public Task<MetricsAnswer> ReadAsync(MetricsQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Bounds.Count, 2, nameof(query));
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Most, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Most, 1000, nameof(query));
        if (query.GroupBy.Concat(query.Filters.Select(filter => filter.Dimension)).FirstOrDefault(dimension => !query.Cut.Has(dimension)) is var missing && !query.Cut.Has(missing))
            throw new ArgumentException($"The cut {query.Cut.Name} does not have {missing}.", nameof(query));
        return database.ReadAsync((connection, token) => ReadAsync(connection, query, token), cancellationToken);
    }

    private static async Task<MetricsAnswer> ReadAsync(DbConnection connection, MetricsQuery query, CancellationToken cancellationToken)
    {
        var segments = await SegmentsAsync(connection, query, cancellationToken).ConfigureAwait(false);
        DateTimeOffset? coarser = segments.Count > 1 ? DateTimeOffset.FromUnixTimeMilliseconds(segments[0].From) : null;
        if (query.Bounds.Count == 2)
            segments = [.. segments.SelectMany(Longest)];
        var top = query.GroupBy.Count == 0 ? [] : query.Groups is { } named ? [.. named.Select(GroupKey.Of)] : await RankAsync(connection, query, segments, cancellationToken).ConfigureAwait(false);
        var collector = new MetricsCollector(query, top);
        foreach (var segment in segments)
        {
            var where = Where(query, segment, withFolded: true);
            // Not disposed asynchronously: see UsageStore.
            var command = new CommandDefinition(
                $"SELECT {MetricsCollector.Columns(query)} FROM {RollupColumns.TableOf(segment.Level)} {where}", where.Parameters, commandTimeout: UsageStore.QuerySeconds, cancellationToken: cancellationToken);
            using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                collector.Add(reader);
        }

        return collector.Answer(coarser);
    }

    // The longest periods that no slice divides, back to where they are kept; from there on longer ones.
    private static async Task<List<Segment>> SegmentsAsync(DbConnection connection, MetricsQuery query, CancellationToken cancellationToken)
    {
        var level = new[] { RollupLevel.Day, RollupLevel.Hour }.FirstOrDefault(
            level => query.Bounds.All(bound => RollupLevels.StartOf(level, bound) == bound), RollupLevel.Minute);
        var (from, to) = (query.Bounds[0], query.Bounds[^1]);
        var segments = new List<Segment>();
        for (; to > from; level++)
        {
            var begin = level == RollupLevel.Day ? from : Math.Clamp(await RollupFloors.ReadAsync(connection, null, level, cancellationToken).ConfigureAwait(false), from, to);
            if (begin < to)
                segments.Add(new Segment(level, begin, to));
            to = begin;
        }

        return segments;
    }

    // Where no bound lies within, the longest periods that fit into it say the same in far fewer rows, but for combinations beyond the bound of a day.
    private static IEnumerable<Segment> Longest(Segment segment)
    {
        var next = segment.Level + 1;
        if (segment.Level == RollupLevel.Day)
            return [segment];
        var (from, to) = (RollupLevels.StartOf(next, segment.From + RollupLevels.LengthOf(next) - 1), RollupLevels.StartOf(next, segment.To));
        return from >= to ? [segment]
            : [.. Of(segment.From, from), .. Longest(new Segment(next, from, to)), .. Of(to, segment.To)];

        Segment[] Of(long begin, long end) => begin < end ? [segment with { From = begin, To = end }] : [];
    }

    private static async Task<List<GroupKey>> RankAsync(DbConnection connection, MetricsQuery query, List<Segment> segments, CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", query.GroupBy.Select(RollupColumns.Of));
        // Not sums of integers: SQLite's overflow.
        var rank = string.Join(" + ", query.RankBy.Select(number => $"SUM(CAST({RollupColumns.Numbers[(int)number]} AS DOUBLE PRECISION))"));
        var ranks = new Dictionary<GroupKey, double>();
        foreach (var segment in segments)
        {
            var where = Where(query, segment, withFolded: false);
            where.Parameters.Add("ranked", MostRanked);
            var command = new CommandDefinition(
                $"SELECT {columns}, {rank} AS rank FROM {RollupColumns.TableOf(segment.Level)} {where} GROUP BY {columns} ORDER BY rank DESC LIMIT @ranked", where.Parameters,
                commandTimeout: UsageStore.QuerySeconds, cancellationToken: cancellationToken);
            using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var key = GroupKey.Read(reader, query.GroupBy, 0);
                ranks[key] = ranks.GetValueOrDefault(key) + reader.GetDouble(query.GroupBy.Count);
            }
        }

        return [.. ranks.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Take(query.Most).Select(entry => entry.Key)];
    }

    private static WhereClause Where(MetricsQuery query, Segment segment, bool withFolded)
    {
        var where = new WhereClause();
        where.And("cut = @cut", "cut", query.Cut.Id);
        where.And("period >= @from", "from", segment.From);
        where.And("period < @to", "to", segment.To);
        if (query.Organization is { } organization)
            where.And("organization_id = @organization", "organization", organization);
        for (var i = 0; i < query.Filters.Count; i++)
        {
            var condition = $"{RollupColumns.Of(query.Filters[i].Dimension)} = @filter{i}";
            where.And(withFolded ? $"folded = 1 OR {condition}" : condition, $"filter{i}", query.Filters[i].Value);
        }

        if (!withFolded)
            where.And("folded = 0");
        return where;
    }

    private sealed record Segment(RollupLevel Level, long From, long To);
}
