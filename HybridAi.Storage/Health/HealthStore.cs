using System.Text.Json;
using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Core.Paging;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Usage;

namespace HybridAi.Storage.Health;

/// <summary>How providers and deployments were, in the database.</summary>
internal sealed class HealthStore(IDatabase database) : IHealthStore
{
    // The sums of LatencyBaseline, made by the database: a week has two thousand stretches of each deployment and gateway. Squares of counts do not fit into integers.
    private const string Baselines = """
        SELECT deployment AS Deployment, CAST(SUM(calls) AS BIGINT) AS Calls, CAST(SUM(failed) AS BIGINT) AS Failed,
               CAST(SUM(CASE WHEN streams > 0 THEN 1 ELSE 0 END) AS BIGINT) AS StreamStretches, CAST(SUM(streams) AS BIGINT) AS Streams,
               SUM(CAST(streams AS DOUBLE PRECISION) * streams) AS StreamCountSquares, SUM(streams * stream_mean) AS StreamMeans,
               SUM(streams * stream_mean * stream_mean) AS StreamMeanSquares, SUM(stream_squares) AS StreamSquares,
               CAST(SUM(CASE WHEN answers > 0 THEN 1 ELSE 0 END) AS BIGINT) AS AnswerStretches, CAST(SUM(answers) AS BIGINT) AS Answers,
               SUM(CAST(answers AS DOUBLE PRECISION) * answers) AS AnswerCountSquares, SUM(answers * answer_mean) AS AnswerMeans,
               SUM(answers * answer_mean * answer_mean) AS AnswerMeanSquares, SUM(answer_squares) AS AnswerSquares
        FROM provider_health_status
        WHERE at >= @from AND at < @until AND deployment IS NOT NULL
        GROUP BY deployment
        """;

    private const string Delete = "DELETE FROM provider_health_status WHERE id IN (SELECT id FROM provider_health_status WHERE at < @before ORDER BY at LIMIT @most)";

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<HealthStretch> stretches, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            var changes = new List<HealthStretch>();
            foreach (var stretch in stretches)
            {
                var added = await connection.ExecuteAsync(new CommandDefinition(HealthRow.Insert, HealthRow.Of(stretch), transaction, cancellationToken: token)).ConfigureAwait(false);
                if (added > 0 && stretch.Next is not null)
                    changes.Add(stretch);
            }

            foreach (var change in changes)
            {
                var data = JsonSerializer.Serialize(HealthEvent.Of(change), StorageJson.Default.HealthEvent);
                await EventLog.AppendAsync(connection, transaction, change.At, EventTopics.ProviderHealth, organization: null, data, token).ConfigureAwait(false);
            }

            return stretches.Count;
        },
        keep: null,
        cancellationToken);

    /// <inheritdoc/>
    public async Task<Page<HealthStretch>> ListAsync(HealthQuery query, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        if (query.Provider is { } provider)
            where.And("provider = @provider", "provider", provider);
        if (query.Deployment is { } deployment)
            where.And("deployment = @deployment", "deployment", deployment);
        if (query.Changes)
            where.And("next_level IS NOT NULL");
        var page = await Pages.NewestFirstAsync<HealthRow>(database, HealthRow.Select, where, query.After, query.Limit, static row => row.Place, cancellationToken).ConfigureAwait(false);
        return new Page<HealthStretch>([.. page.Items.Select(row => row.ToStretch())], page.Next);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<HealthBaseline>> BaselinesAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<HealthBaseline>>(
        async (connection, token) =>
        {
            var command = new CommandDefinition(Baselines, new { from, until }, commandTimeout: UsageStore.QuerySeconds, cancellationToken: token);
            return [.. (await connection.QueryAsync<BaselineRow>(command).ConfigureAwait(false)).Select(row => row.ToBaseline())];
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
            await connection.ExecuteAsync(new CommandDefinition(Delete, new { before, most }, transaction, cancellationToken: token)).ConfigureAwait(false),
        keep: null,
        cancellationToken);

    private sealed class BaselineRow
    {
        public required string Deployment { get; init; }

        public long Calls { get; init; }

        public long Failed { get; init; }

        public long StreamStretches { get; init; }

        public long Streams { get; init; }

        public double StreamCountSquares { get; init; }

        public double StreamMeans { get; init; }

        public double StreamMeanSquares { get; init; }

        public double StreamSquares { get; init; }

        public long AnswerStretches { get; init; }

        public long Answers { get; init; }

        public double AnswerCountSquares { get; init; }

        public double AnswerMeans { get; init; }

        public double AnswerMeanSquares { get; init; }

        public double AnswerSquares { get; init; }

        public HealthBaseline ToBaseline() => new(
            Deployment, Calls, Failed,
            new LatencyBaseline(StreamStretches, Streams, StreamCountSquares, StreamMeans, StreamMeanSquares, StreamSquares),
            new LatencyBaseline(AnswerStretches, Answers, AnswerCountSquares, AnswerMeans, AnswerMeanSquares, AnswerSquares));
    }
}

/// <summary>The data of an event of the topic <see cref="EventTopics.ProviderHealth"/>.</summary>
internal sealed record HealthEvent(string Provider, string? Deployment, string Gateway, string Level, string Before, string? Reason)
{
    public static HealthEvent Of(HealthStretch change) =>
        new(change.Provider, change.Deployment, change.Gateway, NameOf(change.Next!.Value), NameOf(change.Level), change.NextReason);

    private static string NameOf(HealthLevel level) => level.ToString().ToLowerInvariant();
}
