using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Metrics;

/// <summary>
/// Notes which minutes a batch of records brings news of, in the transaction that inserts it. A row a batch and minute, never one that others change too: batches of several gateways would
/// wait for each other at the minute that all of them are in.
/// </summary>
internal static class UsageNews
{
    /// <summary>The statement for Postgres, to be sent along with others. Parameters: <see cref="Of"/>.</summary>
    public const string InsertMany = "INSERT INTO metrics_news (level, period, mark) SELECT 1, period, @Mark FROM unnest(@Periods) AS period";

    private const string Insert = "INSERT INTO metrics_news (level, period, mark) VALUES (@Level, @Period, @Mark)";

    /// <summary>The parameters of <see cref="InsertMany"/>.</summary>
    public static object Of(IReadOnlyList<UsageRecord> records) => new { Periods = MinutesOf(records), Mark = NewMark() };

    /// <summary>Notes the minutes of records one by one.</summary>
    public static async Task AddAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        foreach (var minute in MinutesOf(records))
            await AddAsync(connection, transaction, RollupLevel.Minute, minute, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that a period has news.</summary>
    public static Task AddAsync(DbConnection connection, DbTransaction transaction, RollupLevel level, long period, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(Insert, new { Level = (int)level, Period = period, Mark = NewMark() }, transaction, cancellationToken: cancellationToken));

    // Most batches are of one minute or two.
    private static long[] MinutesOf(IReadOnlyList<UsageRecord> records)
    {
        var minutes = new HashSet<long>();
        var last = long.MinValue;
        for (var i = 0; i < records.Count; i++)
        {
            var minute = RollupLevels.StartOf(RollupLevel.Minute, records[i].At.ToUnixTimeMilliseconds());
            if (minute != last)
                minutes.Add(last = minute);
        }

        return [.. minutes];
    }

    private static string NewMark() => Guid.NewGuid().ToString("N");
}
