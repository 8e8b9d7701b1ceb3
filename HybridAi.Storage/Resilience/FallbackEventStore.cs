using System.Text.Json;
using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Paging;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;

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
                var added = new List<FallbackEvent>(rows.Length);
                foreach (var row in rows)
                {
                    if (await connection.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: token)).ConfigureAwait(false) != 0)
                        added.Add(row);
                }

                foreach (var one in added)
                {
                    var data = JsonSerializer.Serialize(FallbackNotice.Of(one), StorageJson.Default.FallbackNotice);
                    await EventLog.AppendAsync(connection, transaction, one.At, FallbackNotice.TopicOf(one), organization: null, data, token).ConfigureAwait(false);
                }

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
        Provider = one.Provider is { } provider ? StorableText.Of(provider) : null,
        Target = one.Target is { } target ? StorableText.Of(target) : null,
        Detail = one.Detail is { } detail ? StorableText.Of(detail) : null,
    };
}

/// <summary>The data of an event of the topics <see cref="EventTopics.ProviderStatus"/> and <see cref="EventTopics.Fallback"/>.</summary>
internal sealed record FallbackNotice(
    string Kind, string Gateway, string Deployment, string? Rule, string? Target, string? Cause, long Count, Guid? RequestId, string? Detail, string? Provider)
{
    public static FallbackNotice Of(FallbackEvent one) =>
        new(one.Kind, one.Gateway, one.Deployment, one.Rule, one.Target, one.Cause, one.Count, one.RequestId, one.Detail, one.Provider);

    /// <summary>What becomes of a circuit concerns all that watch providers, whether or not requests go elsewhere.</summary>
    public static string TopicOf(FallbackEvent one) =>
        one.Kind is FallbackEventKinds.BreakerOpened or FallbackEventKinds.BreakerClosed ? EventTopics.ProviderStatus : EventTopics.Fallback;
}
