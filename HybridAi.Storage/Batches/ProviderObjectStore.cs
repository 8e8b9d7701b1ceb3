using System.Data.Common;
using Dapper;
using HybridAi.Core.Batches;
using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;
using HybridAi.Storage.Jobs;

namespace HybridAi.Storage.Batches;

/// <summary>Files and batches of callers in the database.</summary>
internal sealed class ProviderObjectStore(IDatabase database, JobFences fences) : IProviderObjectStore
{
    private const string Update = """
        UPDATE provider_objects SET upstream_id = @UpstreamId, status = @Status, output_file = @OutputFile, error_file = @ErrorFile, ended_at = @EndedAt, document = @Document
        WHERE id = @Id AND ended_at IS NULL
        """;

    /// <inheritdoc/>
    public Task AddAsync(ProviderObject added, CancellationToken cancellationToken) => WriteAsync(ProviderObjectRow.Insert, ProviderObjectRow.Of(added), cancellationToken);

    /// <inheritdoc/>
    public async Task<ProviderObject?> FindAsync(Guid id, ProviderObjectKind kind, OrganizationId organization, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            $"{ProviderObjectRow.Select} WHERE id = @Id AND kind = @Kind AND organization_id = @Organization",
            new { Id = id, Kind = kind.ToString(), Organization = organization },
            cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public async Task<Page<ProviderObject>> ListAsync(ProviderObjectQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        var where = new WhereClause();
        where.And("organization_id = @organization", "organization", query.Organization);
        where.And("kind = @kind", "kind", query.Kind.ToString());
        if (query.Keys is { } keys)
            AndKeys(where, keys);
        if (query.Purpose is { } purpose)
            where.And("purpose = @purpose", "purpose", purpose);
        if (query.After is { } cursor && query.Ascending)
        {
            where.And("at >= @afterAt AND (at > @afterAt OR id > @afterId)", "afterAt", cursor.At);
            where.Parameters.Add("afterId", cursor.Id);
        }
        else if (query.After is { } last)
            where.After(last);
        where.Parameters.Add("limit", query.Limit + 1);
        var order = query.Ascending ? "at, id" : "at DESC, id DESC";
        var found = await ReadAsync($"{ProviderObjectRow.Select} {where} ORDER BY {order} LIMIT @limit", where.Parameters, cancellationToken).ConfigureAwait(false);
        return Pages.Cut(found, query.Limit, ProviderObjectRow.PlaceOf);
    }

    /// <inheritdoc/>
    public Task<ProviderObject?> UpdateAsync(ProviderObject batch, IReadOnlyList<ProviderObject> files, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            foreach (var file in files)
                await ExecuteAsync(connection, transaction, $"{ProviderObjectRow.Insert} ON CONFLICT (id) DO NOTHING", ProviderObjectRow.Of(file), token).ConfigureAwait(false);
            await ExecuteAsync(connection, transaction, Update, ProviderObjectRow.Of(batch), token).ConfigureAwait(false);
            var row = await connection.QuerySingleOrDefaultAsync<ProviderObjectRow>(
                new CommandDefinition($"{ProviderObjectRow.Select} WHERE id = @Id", new { batch.Id }, transaction, cancellationToken: token)).ConfigureAwait(false);
            return row?.ToObject();
        },
        keep: null,
        cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(Guid id, CancellationToken cancellationToken) =>
        WriteAsync("DELETE FROM provider_objects WHERE id = @Id", new { Id = id }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ProviderObject>> OpenBatchesAsync(Guid? after, int limit, CancellationToken cancellationToken) => await ReadAsync(
        $"{ProviderObjectRow.Select} WHERE kind = 'Batch' AND settled_at IS NULL AND id > @After ORDER BY id LIMIT @Limit",
        new { After = after ?? Guid.Empty, Limit = limit },
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task SettleAsync(Guid id, DateTimeOffset at, JobFence fence, CancellationToken cancellationToken) =>
        fences.ExecuteAsync(fence, "UPDATE provider_objects SET settled_at = @At WHERE id = @Id AND settled_at IS NULL", new { Id = id, At = at }, cancellationToken);

    private static void AndKeys(WhereClause where, IReadOnlyCollection<KeyId> keys)
    {
        var names = new List<string>(keys.Count);
        foreach (var key in keys)
        {
            names.Add($"@key{names.Count}");
            where.Parameters.Add($"key{names.Count - 1}", key);
        }

        where.And($"key_id IN ({string.Join(", ", names)})");
    }

    private Task<List<ProviderObject>> ReadAsync(string sql, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) =>
        {
            var rows = await connection.QueryAsync<ProviderObjectRow>(new CommandDefinition(sql, parameters, cancellationToken: token)).ConfigureAwait(false);
            return rows.Select(row => row.ToObject()).ToList();
        },
        cancellationToken);

    private Task<int> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction, token) => ExecuteAsync(connection, transaction, sql, parameters, token), keep: null, cancellationToken);

    private static Task<int> ExecuteAsync(DbConnection connection, DbTransaction transaction, string sql, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
