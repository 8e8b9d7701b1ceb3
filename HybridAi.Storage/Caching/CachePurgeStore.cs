using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Caching;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;

namespace HybridAi.Storage.Caching;

/// <summary>The purges in the database.</summary>
internal sealed class CachePurgeStore(IDatabase database) : ICachePurgeStore
{
    private const string All = "all";
    private const string Insert = "INSERT INTO cache_purges (id, at, organization_id, kind, value) VALUES (@Id, @At, @Organization, @Kind, @Value)";
    private const string Delete = "DELETE FROM cache_purges WHERE id IN (SELECT id FROM cache_purges WHERE at < @before ORDER BY at LIMIT @most)";

    /// <inheritdoc/>
    public Task AddAsync(CachePurge purge, AuditEntry? audit, CancellationToken cancellationToken)
    {
        var row = new Row(purge.Id, purge.At, purge.Organization, NameOf(purge.Kind), StorableText.Of(purge.Value));
        var data = JsonSerializer.Serialize(new CachePurgeEvent(row.Kind, row.Kind == All ? null : row.Value), StorageJson.Default.CachePurgeEvent);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await ReplaceAsync(connection, transaction, row, token).ConfigureAwait(false);
                await GatherAsync(connection, transaction, token).ConfigureAwait(false);
                if (audit is not null)
                    await AuditLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                await EventLog.AppendAsync(connection, transaction, purge.At, EventTopics.CachePurge, purge.Organization, data, token).ConfigureAwait(false);
                return true;
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CachePurgeState> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        static async (connection, token) =>
        {
            const string Select = "SELECT id AS Id, at AS At, organization_id AS Organization, kind AS Kind, value AS Value FROM cache_purges ORDER BY at";
            var version = await EventStore.LastAsync(connection, EventTopics.CachePurge, token).ConfigureAwait(false);
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, cancellationToken: token)).ConfigureAwait(false);
            return new CachePurgeState(version, [.. rows.Select(row => row.ToPurge())]);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => database.ReadAsync(
        static (connection, token) => EventStore.LastAsync(connection, EventTopics.CachePurge, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
            await connection.ExecuteAsync(new CommandDefinition(Delete, new { before, most }, transaction, cancellationToken: token)).ConfigureAwait(false),
        keep: null,
        cancellationToken);

    /// <summary>A kind as its rows have it.</summary>
    internal static string NameOf(CachePurgeKind kind) => kind switch
    {
        CachePurgeKind.All => All,
        CachePurgeKind.Key => "key",
        CachePurgeKind.Tag => "tag",
        CachePurgeKind.Model => "model",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static async Task ReplaceAsync(DbConnection connection, DbTransaction transaction, Row row, CancellationToken cancellationToken)
    {
        var same = $"kind = @Kind AND value = @Value AND organization_id {(row.Organization is null ? "IS NULL" : "= @Organization")}";
        // One that is later, by another gateway's clock, takes more.
        var latest = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition($"SELECT MAX(at) FROM cache_purges WHERE {same}", row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (latest is { } at && at > row.At.ToUnixTimeMilliseconds())
            row = row with { At = DateTimeOffset.FromUnixTimeMilliseconds(at) };
        await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM cache_purges WHERE {same}", row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    // Of too many, the older half becomes one purge of everything for each of their organizations.
    private static async Task GatherAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string Count = $"SELECT COUNT(*) FROM cache_purges WHERE kind <> '{All}'";
        const string Middle = $"SELECT at FROM cache_purges WHERE kind <> '{All}' ORDER BY at DESC LIMIT 1 OFFSET @half";
        const string Old = $"FROM cache_purges WHERE kind <> '{All}' AND at <= @cutoff";
        if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(Count, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false) <= ICachePurgeStore.MostPurges)
            return;
        var cutoff = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(Middle, new { half = ICachePurgeStore.MostPurges / 2 }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var gathered = await connection.QueryAsync<Gathered>(
            new CommandDefinition($"SELECT organization_id AS Organization, MAX(at) AS At {Old} GROUP BY organization_id", new { cutoff }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await connection.ExecuteAsync(new CommandDefinition($"DELETE {Old}", new { cutoff }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        foreach (var (organization, at) in gathered.AsList())
            await ReplaceAsync(connection, transaction, new Row(Guid.CreateVersion7(at), at, organization, All, ""), cancellationToken).ConfigureAwait(false);
    }

    private sealed record Gathered(OrganizationId? Organization, DateTimeOffset At);

    private sealed record Row(Guid Id, DateTimeOffset At, OrganizationId? Organization, string Kind, string Value)
    {
        public CachePurge ToPurge() => new()
        {
            Id = Id, At = At, Organization = Organization, Value = Value,
            Kind = Kind switch { "key" => CachePurgeKind.Key, "tag" => CachePurgeKind.Tag, "model" => CachePurgeKind.Model, _ => CachePurgeKind.All },
        };
    }
}

/// <summary>The data of an event of the topic <see cref="EventTopics.CachePurge"/>.</summary>
/// <param name="Kind"><c>all</c>, <c>key</c>, <c>tag</c> or <c>model</c>.</param>
/// <param name="Value">Which, or null: everything.</param>
internal sealed record CachePurgeEvent(string Kind, string? Value);
