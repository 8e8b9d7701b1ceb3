using Dapper;
using HybridAi.Core.Paging;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Resilience;

/// <summary>What happened around fallbacks, in the database.</summary>
internal sealed class FallbackEventStore(IDatabase database) : IFallbackEventStore
{
    private const string Insert = """
        INSERT INTO fallback_events (id, at, gateway, kind, rule, deployment, target, cause, count, request_id, detail)
        VALUES (@Id, @At, @Gateway, @Kind, @Rule, @Deployment, @Target, @Cause, @Count, @RequestId, @Detail)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Select = """
        SELECT id AS Id, at AS At, gateway AS Gateway, kind AS Kind, rule AS Rule, deployment AS Deployment, target AS Target, cause AS Cause, count AS Count,
               request_id AS RequestId, detail AS Detail
        FROM fallback_events
        """;

    private const string Delete = "DELETE FROM fallback_events WHERE id IN (SELECT id FROM fallback_events WHERE at < @before ORDER BY at LIMIT @most)";

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<FallbackEvent> events, CancellationToken cancellationToken)
    {
        var rows = events.Select(Storable).ToArray();
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                foreach (var row in rows)
                    await connection.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: token)).ConfigureAwait(false);
                return rows.Length;
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<FallbackEvent>> ListAsync(FallbackEventQuery query, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        if (query.Kind is { } kind)
            where.And("kind = @kind", "kind", kind);
        if (query.Deployment is { } deployment)
            where.And("deployment = @deployment", "deployment", deployment);
        if (query.Rule is { } rule)
            where.And("rule = @rule", "rule", rule);
        return Pages.NewestFirstAsync<FallbackEvent>(database, Select, where, query.After, query.Limit, row => new PageCursor(row.At.ToUnixTimeMilliseconds(), row.Id), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
            await connection.ExecuteAsync(new CommandDefinition(Delete, new { before, most }, transaction, cancellationToken: token)).ConfigureAwait(false),
        keep: null,
        cancellationToken);

    private static FallbackEvent Storable(FallbackEvent one) => one with
    {
        Deployment = StorableText.Of(one.Deployment),
        Target = one.Target is { } target ? StorableText.Of(target) : null,
        Detail = one.Detail is { } detail ? StorableText.Of(detail) : null,
    };
}
