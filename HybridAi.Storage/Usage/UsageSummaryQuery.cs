using System.Data.Common;
using Dapper;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Usage;

/// <summary>Adds records up in SQL. Percentiles are exact, by nearest rank; the database sorts the durations, not this process.</summary>
internal sealed class UsageSummaryQuery
{
    private const string Sums = $"""
        COUNT(*) AS Requests,
        COALESCE(SUM(CASE WHEN outcome = 'Failed' THEN 1 ELSE 0 END), 0) AS Failed,
        COALESCE(SUM(CASE WHEN outcome = 'Cancelled' THEN 1 ELSE 0 END), 0) AS Cancelled,
        COALESCE(SUM(CASE WHEN outcome = 'Interrupted' THEN 1 ELSE 0 END), 0) AS Interrupted,
        COALESCE(SUM({UsageColumns.InputTokens}), 0) AS InputTokens,
        COALESCE(SUM({UsageColumns.OutputTokens}), 0) AS OutputTokens,
        COALESCE(SUM(cost_nanos), 0) AS CostNanos,
        COALESCE(SUM(CASE WHEN cost_nanos IS NULL THEN 1 ELSE 0 END), 0) AS UnknownCosts
        """;

    private readonly WhereClause _where;
    private readonly long _from, _span;
    private readonly int _buckets;

    /// <exception cref="ArgumentException">The number of slices is out of range, or a time is missing or in the wrong order.</exception>
    public UsageSummaryQuery(UsageQuery query, int buckets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buckets, 200);
        if (query.From is not { } from || query.To is not { } to || from >= to)
            throw new ArgumentException("A series needs both times, the earlier first.", nameof(query));
        _buckets = buckets;
        _from = UsageFilter.CeilingMilliseconds(from);
        _span = Math.Max(1, UsageFilter.CeilingMilliseconds(to) - _from);
        _where = UsageFilter.Of(query);
        _where.Parameters.Add("start", _from);
        _where.Parameters.Add("span", _span);
        _where.Parameters.Add("buckets", buckets);
    }

    /// <summary>Runs it. All its statements see the same records.</summary>
    public async Task<UsageSummary> RunAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var total = (await QueryAsync<SumsRow>(connection, transaction, $"SELECT NULL AS Provider, 0 AS Simulated, {Sums} FROM usage_records {_where}", cancellationToken).ConfigureAwait(false))[0];
            var all = (await QueryAsync<PercentilesRow>(connection, transaction, Percentiles(""), cancellationToken).ConfigureAwait(false)).FirstOrDefault();
            var providers = await ProvidersAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            var series = await SeriesAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            return new UsageSummary(total.ToTotals(all), providers, series);
        }
    }

    private async Task<IReadOnlyList<ProviderUsage>> ProvidersAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var sums = await QueryAsync<SumsRow>(
            connection, transaction,
            $"""
            SELECT provider AS Provider, simulated AS Simulated, {Sums} FROM usage_records {_where} AND provider IS NOT NULL
            GROUP BY provider, simulated ORDER BY COUNT(*) DESC, provider, simulated
            """,
            cancellationToken).ConfigureAwait(false);
        var percentiles = (await QueryAsync<PercentilesRow>(connection, transaction, Percentiles("provider, simulated"), cancellationToken).ConfigureAwait(false))
            .Where(row => row.Provider is not null)
            .ToDictionary(row => (row.Provider!, row.Simulated));
        return [.. sums.Select(row => new ProviderUsage(
            row.Provider!, row.Simulated != 0, row.ToTotals(percentiles.GetValueOrDefault((row.Provider!, row.Simulated)))))];
    }

    private async Task<IReadOnlyList<UsageSlice>> SeriesAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync<SliceRow>(
            connection, transaction,
            $"""
            SELECT (at - @start) * @buckets / @span AS Slice, COUNT(*) AS Requests,
                   SUM(CASE WHEN outcome = 'Failed' THEN 1 ELSE 0 END) AS Failed, COALESCE(SUM(cost_nanos), 0) AS CostNanos
            FROM usage_records {_where} GROUP BY 1
            """,
            cancellationToken).ConfigureAwait(false);
        var bySlice = rows.ToDictionary(row => row.Slice);
        var series = new UsageSlice[_buckets];
        for (var i = 0; i < series.Length; i++)
        {
            // The first millisecond that the division above puts into this slice.
            var from = DateTimeOffset.FromUnixTimeMilliseconds(_from + ((i * _span + _buckets - 1) / _buckets));
            var row = bySlice.GetValueOrDefault(i);
            series[i] = new UsageSlice(from, row?.Requests ?? 0, row?.Failed ?? 0, new Cost(row?.CostNanos ?? 0));
        }
        return series;
    }

    // Rank n of count rows is the nearest rank of the p-th percentile when n = ceil(p * count / 100).
    private string Percentiles(string partition)
    {
        var by = partition.Length == 0 ? "" : $"PARTITION BY {partition}";
        var group = partition.Length == 0 ? "" : $"GROUP BY {partition}";
        return $"""
            SELECT MAX(provider) AS Provider, MAX(simulated) AS Simulated,
                   MAX(CASE WHEN n = (count * 50 + 99) / 100 THEN duration_us END) AS P50,
                   MAX(CASE WHEN n = (count * 95 + 99) / 100 THEN duration_us END) AS P95
            FROM (SELECT provider, simulated, duration_us, ROW_NUMBER() OVER ({by} ORDER BY duration_us) AS n, COUNT(*) OVER ({by}) AS count
                  FROM usage_records {_where} AND outcome = 'Succeeded') AS ranked
            {group}
            """;
    }

    private async Task<List<T>> QueryAsync<T>(DbConnection connection, DbTransaction transaction, string sql, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(sql, _where.Parameters, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();

    private sealed record SliceRow
    {
        public long Slice { get; init; }
        public long Requests { get; init; }
        public long Failed { get; init; }
        public long CostNanos { get; init; }
    }

    private sealed record PercentilesRow
    {
        public string? Provider { get; init; }
        public long Simulated { get; init; }
        public long? P50 { get; init; }
        public long? P95 { get; init; }
    }

    private sealed record SumsRow
    {
        public string? Provider { get; init; }
        public long Simulated { get; init; }
        public long Requests { get; init; }
        public long Failed { get; init; }
        public long Cancelled { get; init; }
        public long Interrupted { get; init; }
        public long InputTokens { get; init; }
        public long OutputTokens { get; init; }
        public long CostNanos { get; init; }
        public long UnknownCosts { get; init; }

        public UsageTotals ToTotals(PercentilesRow? percentiles) => new(
            Requests, Failed, Cancelled, Interrupted, InputTokens, OutputTokens, new Cost(CostNanos), UnknownCosts,
            Duration(percentiles?.P50), Duration(percentiles?.P95));

        private static TimeSpan? Duration(long? microseconds) => microseconds is { } count ? UsageRow.Microseconds(count) : null;
    }
}
