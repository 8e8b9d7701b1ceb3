using System.Globalization;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Caching;

/// <summary>The semantic cache's part of the database. Vectors and hashes of words say something of prompts, so they are sealed under the master key.</summary>
internal sealed class SemanticStore(IDatabase database, MasterKey masterKey) : ISemanticStore
{
    private readonly SecretProtector _protector = new(masterKey, "semantic-cache");

    /// <inheritdoc/>
    public Task KeepAsync(IReadOnlyList<StoredSemanticEntry> entries, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO semantic_entries (organization_id, key_hash, scope, method, kept_at, expires_at, content)
            VALUES (@Organization, @Hash, @Scope, @Method, @KeptAt, @ExpiresAt, @Content)
            ON CONFLICT (organization_id, key_hash) DO UPDATE SET scope = excluded.scope, method = excluded.method, kept_at = excluded.kept_at, expires_at = excluded.expires_at,
                content = excluded.content
            """;
        var rows = entries.Select(entry => new
        {
            entry.Key.Organization,
            Hash = entry.Key.HashText(),
            Scope = entry.Scope.ToString("x32", CultureInfo.InvariantCulture),
            entry.Method,
            entry.KeptAt,
            entry.ExpiresAt,
            Content = _protector.Seal(NameOf(entry.Key), entry.Content),
        }).ToArray();
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
    public async Task<IReadOnlyList<StoredSemanticEntry>> ReadAsync(string method, DateTimeOffset after, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        const string Select = """
            SELECT organization_id AS Organization, key_hash AS Hash, scope AS Scope, kept_at AS KeptAt, expires_at AS ExpiresAt, content AS Content
            FROM semantic_entries WHERE method = @Method AND kept_at > @After AND expires_at > @Now ORDER BY kept_at LIMIT @Most
            """;
        var parameters = new { Method = method, After = after, Now = now, Most = most };
        var rows = await database.ReadAsync(
            async (connection, token) => (await connection.QueryAsync<EntryRow>(new CommandDefinition(Select, parameters, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken).ConfigureAwait(false);
        var entries = new List<StoredSemanticEntry>(rows.Count);
        foreach (var row in rows)
        {
            if (CacheKey.TryParse(row.Organization, row.Hash, out var key) && UInt128.TryParse(row.Scope, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var scope))
                entries.Add(new StoredSemanticEntry(key, scope, method, row.KeptAt, row.ExpiresAt, _protector.OpenBytes(NameOf(key), row.Content)));
        }

        return entries;
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        const string Delete = """
            DELETE FROM semantic_entries WHERE (organization_id, key_hash) IN (SELECT organization_id, key_hash FROM semantic_entries WHERE expires_at <= @Now ORDER BY expires_at LIMIT @Most)
            """;
        return database.WriteAsync(
            async (connection, transaction, token) =>
                await connection.ExecuteAsync(new CommandDefinition(Delete, new { Now = now, Most = most }, transaction, cancellationToken: token)).ConfigureAwait(false),
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<ShadowCount> counts, CancellationToken cancellationToken)
    {
        const string Upsert = """
            INSERT INTO semantic_comparisons (organization_id, model, method, bin, agreed, tried) VALUES (@Organization, @Model, @Method, @Bin, @Agreed, @Tried)
            ON CONFLICT (organization_id, model, method, bin) DO UPDATE SET agreed = semantic_comparisons.agreed + excluded.agreed, tried = semantic_comparisons.tried + excluded.tried
            """;
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                foreach (var count in counts)
                    await connection.ExecuteAsync(new CommandDefinition(Upsert, count, transaction, cancellationToken: token)).ConfigureAwait(false);
                return counts.Count;
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ShadowCount>> CountsAsync(string method, CancellationToken cancellationToken)
    {
        const string Select = """
            SELECT organization_id AS Organization, model AS Model, bin AS Bin, agreed AS Agreed, tried AS Tried FROM semantic_comparisons WHERE method = @method
            """;
        var rows = await database.ReadAsync(
            async (connection, token) => (await connection.QueryAsync<CountRow>(new CommandDefinition(Select, new { method }, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row => new ShadowCount(row.Organization, row.Model, method, (int)row.Bin, row.Agreed, row.Tried));
    }

    /// <inheritdoc/>
    public Task<bool> NoteAsync(OrganizationId organization, string model, string method, ShadowVerdict verdict, DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string Upsert = """
            INSERT INTO semantic_verdicts (organization_id, model, method, state, threshold, at) VALUES (@Organization, @Model, @Method, @State, @Threshold, @At)
            ON CONFLICT (organization_id, model, method) DO UPDATE SET state = excluded.state, threshold = excluded.threshold, at = excluded.at
            WHERE semantic_verdicts.state <> excluded.state OR semantic_verdicts.threshold <> excluded.threshold
            """;
        var state = verdict.State.ToString().ToLowerInvariant();
        var row = new { Organization = organization, Model = model, Method = method, State = state, Threshold = (long)Math.Round((verdict.Threshold ?? 0) * 1000), At = at };
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(Upsert, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                    return false;
                await EventLog.AppendAsync(connection, transaction, at, EventTopics.SemanticCache, organization, Tell(model, method, state, verdict), token).ConfigureAwait(false);
                return true;
            },
            keep: null,
            cancellationToken);
    }

    private static string Tell(string model, string method, string state, ShadowVerdict verdict)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteString("method", method);
            json.WriteString("state", state);
            if (verdict.Threshold is { } threshold)
                json.WriteNumber("threshold", threshold);
            json.WriteNumber("agreed", verdict.Agreed);
            json.WriteNumber("compared", verdict.Tried);
            json.WriteNumber("precisionAtLeast", Math.Round(verdict.Precision, 4));
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string NameOf(CacheKey key) => $"{key.Organization}/{key.HashText()}";

    // Dapper makes them by their setters: the databases' own types of numbers differ.
    private sealed class EntryRow
    {
        public OrganizationId Organization { get; set; }

        public string Hash { get; set; } = "";

        public string Scope { get; set; } = "";

        public DateTimeOffset KeptAt { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }

        public byte[] Content { get; set; } = [];
    }

    private sealed class CountRow
    {
        public OrganizationId Organization { get; set; }

        public string Model { get; set; } = "";

        public long Bin { get; set; }

        public long Agreed { get; set; }

        public long Tried { get; set; }
    }
}
