using System.Data.Common;
using Dapper;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Usage;

/// <summary>
/// Adds records up in two scans: one for all sums, one for the durations in order, from which exact percentiles are read off as they
/// pass. What is kept in memory does not grow with the number of records.
/// </summary>
internal sealed class UsageSummaryQuery
{
    // CAST: Postgres' sums of 64-bit numbers are of another type.
    private const string Sums = $"""
        SELECT provider AS Provider, CASE WHEN simulated THEN 1 ELSE 0 END AS Simulated, (at - @start) * @buckets / @span AS Slice, COUNT(*) AS Requests,
               COUNT(CASE WHEN outcome = 'Succeeded' THEN 1 END) AS Succeeded,
               COUNT(CASE WHEN outcome = 'Failed' THEN 1 END) AS Failed,
               COUNT(CASE WHEN outcome = 'Cancelled' THEN 1 END) AS Cancelled,
               COUNT(CASE WHEN outcome = 'Interrupted' THEN 1 END) AS Interrupted,
               CAST(SUM({UsageColumns.InputTokens}) AS BIGINT) AS InputTokens, CAST(SUM({UsageColumns.OutputTokens}) AS BIGINT) AS OutputTokens,
               CAST(COALESCE(SUM(cost_nanos), 0) AS BIGINT) AS CostNanos, COUNT(*) - COUNT(cost_nanos) AS UnknownCosts
        FROM usage_records
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

    /// <summary>Runs it. Both scans must see the same records.</summary>
    public async Task<UsageSummary> RunAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<UsageSums>(new CommandDefinition(
            $"{Sums} {_where} GROUP BY provider, simulated, 3", _where.Parameters, commandTimeout: UsageStore.QuerySeconds, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        var total = rows.Aggregate(new UsageSums(), (sum, row) => sum + row);
        var providers = rows.Where(row => row.Provider is not null)
            .GroupBy(row => (Provider: row.Provider!, Simulated: row.Simulated != 0))
            .ToDictionary(group => group.Key, group => group.Aggregate((sum, row) => sum + row));
        var percentiles = providers.ToDictionary(provider => provider.Key, provider => new Percentiles(provider.Value.Succeeded));
        var all = new Percentiles(total.Succeeded);
        await PassDurationsAsync(connection, all, percentiles, cancellationToken).ConfigureAwait(false);
        return new UsageSummary(
            total.ToTotals(all),
            [.. providers
                .OrderByDescending(provider => provider.Value.Requests).ThenBy(provider => provider.Key.Provider, StringComparer.Ordinal).ThenBy(provider => provider.Key.Simulated)
                .Select(provider => new ProviderUsage(provider.Key.Provider, provider.Key.Simulated, provider.Value.ToTotals(percentiles[provider.Key])))],
            Series(rows));
    }

    private async Task PassDurationsAsync(
        DbConnection connection, Percentiles all, Dictionary<(string Provider, bool Simulated), Percentiles> providers, CancellationToken cancellationToken)
    {
        var sql = $"""
            SELECT duration_us, provider, simulated, COUNT(*) FROM usage_records {_where} AND outcome = 'Succeeded'
            GROUP BY duration_us, provider, simulated ORDER BY duration_us
            """;
        // Not disposed asynchronously: see UsageStore.
        var command = new CommandDefinition(sql, _where.Parameters, commandTimeout: UsageStore.QuerySeconds, cancellationToken: cancellationToken);
        using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var (duration, records) = (UsageRow.Microseconds(reader.GetInt64(0)), reader.GetInt64(3));
            all.Add(duration, records);
            if (!reader.IsDBNull(1))
                providers[(reader.GetString(1), reader.GetBoolean(2))].Add(duration, records);
        }
    }

    private UsageSlice[] Series(List<UsageSums> rows)
    {
        var slices = rows.GroupBy(row => row.Slice).ToDictionary(group => group.Key, group => group.Aggregate((sum, row) => sum + row));
        var series = new UsageSlice[_buckets];
        for (var i = 0; i < series.Length; i++)
        {
            // The first millisecond that the statement's division puts into this slice.
            var from = DateTimeOffset.FromUnixTimeMilliseconds(_from + (((i * _span) + _buckets - 1) / _buckets));
            series[i] = slices.TryGetValue(i, out var sums)
                ? new UsageSlice(from, sums.Requests, sums.Failed, new Cost(sums.CostNanos))
                : new UsageSlice(from, 0, 0, Cost.Zero);
        }
        return series;
    }
}
