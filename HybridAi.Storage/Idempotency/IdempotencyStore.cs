using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Idempotency;
using HybridAi.Storage.Database;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Idempotency;

/// <summary>Requests that callers gave a key of their own, in the database. Answers are sealed under the master key, each for its API key and its own key only.</summary>
internal sealed class IdempotencyStore(IDatabase database, MasterKey masterKey) : IIdempotencyStore
{
    private const string Key = "key_id = @KeyId AND key_hash = @KeyHash";
    private const string Own = $"{Key} AND request_id = @RequestId AND owner = @Owner AND done = @NotDone";

    // What has expired, or was left by a process that does not renew it, is as good as not there.
    private const string Claim = $"""
        INSERT INTO idempotency_keys (key_id, key_hash, request_hash, request_id, owner, done, expires_at)
        VALUES (@KeyId, @KeyHash, @RequestHash, @RequestId, @Owner, @NotDone, @ExpiresAt)
        ON CONFLICT (key_id, key_hash) DO UPDATE
        SET request_hash = @RequestHash, request_id = @RequestId, owner = @Owner, done = @NotDone, expires_at = @ExpiresAt, content_type = NULL, headers = NULL, answer = NULL
        WHERE idempotency_keys.expires_at <= @Now
        """;

    private readonly SecretProtector _protector = new(masterKey, "idempotency");

    /// <inheritdoc/>
    public async Task<ClaimResult> ClaimAsync(IdempotencyClaim claim, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        const string Select = $"""
            SELECT request_hash AS RequestHash, request_id AS RequestId, done AS Done, content_type AS ContentType, headers AS Headers, answer AS Answer FROM idempotency_keys WHERE {Key}
            """;
        var parameters = Parameters(claim);
        parameters.Add("ExpiresAt", now + lease);
        parameters.Add("Now", now);
        var found = await database.WriteAsync<Row?>(
            async (connection, transaction, token) => await ExecuteAsync(connection, transaction, Claim, parameters, token).ConfigureAwait(false) != 0
                ? null
                : await connection.QuerySingleAsync<Row>(new CommandDefinition(Select, parameters, transaction, cancellationToken: token)).ConfigureAwait(false),
            row => row is null,
            cancellationToken).ConfigureAwait(false);
        return found is null ? new ClaimResult(ClaimState.Won, claim.RequestId)
            : found.RequestHash != claim.RequestHash ? new ClaimResult(ClaimState.OtherRequest, found.RequestId)
            : !found.Done ? new ClaimResult(ClaimState.Running, found.RequestId)
            : new ClaimResult(ClaimState.Done, found.RequestId, found.Answer is null ? null : new KeptAnswer(
                found.ContentType!, JsonSerializer.Deserialize(found.Headers!, StorageJson.Default.IReadOnlyDictionaryStringString)!,
                _protector.OpenBytes(NameOf(claim), found.Answer)));
    }

    /// <inheritdoc/>
    public async Task<bool> KeepAsync(IdempotencyClaim claim, KeptAnswer? answer, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        const string Update = $"""
            UPDATE idempotency_keys SET done = @IsDone, expires_at = @ExpiresAt, content_type = @ContentType, headers = @Headers, answer = @Answer WHERE {Own}
            """;
        var parameters = Parameters(claim);
        parameters.Add("IsDone", true);
        parameters.Add("ExpiresAt", expiresAt);
        parameters.Add("ContentType", answer?.ContentType);
        parameters.Add("Headers", answer is null ? null : JsonSerializer.Serialize(answer.Headers, StorageJson.Default.IReadOnlyDictionaryStringString));
        parameters.Add("Answer", answer is null ? null : _protector.Seal(NameOf(claim), answer.Body.Span), System.Data.DbType.Binary);
        return await WriteAsync(Update, parameters, cancellationToken).ConfigureAwait(false) != 0;
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken) =>
        WriteAsync($"DELETE FROM idempotency_keys WHERE {Own}", Parameters(claim), cancellationToken);

    /// <inheritdoc/>
    public Task RenewAsync(Guid owner, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        parameters.Add("Owner", owner);
        parameters.Add("Until", until);
        parameters.Add("NotDone", false);
        return WriteAsync("UPDATE idempotency_keys SET expires_at = @Until WHERE owner = @Owner AND done = @NotDone", parameters, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        const string Delete = """
            DELETE FROM idempotency_keys WHERE (key_id, key_hash) IN (SELECT key_id, key_hash FROM idempotency_keys WHERE expires_at <= @now ORDER BY expires_at LIMIT @most)
            """;
        var parameters = new DynamicParameters();
        parameters.Add("now", now);
        parameters.Add("most", most);
        return WriteAsync(Delete, parameters, cancellationToken);
    }

    private static DynamicParameters Parameters(IdempotencyClaim claim)
    {
        var parameters = new DynamicParameters();
        parameters.Add("KeyId", claim.KeyId);
        parameters.Add("KeyHash", claim.KeyHash);
        parameters.Add("RequestHash", claim.RequestHash);
        parameters.Add("RequestId", claim.RequestId);
        parameters.Add("Owner", claim.Owner);
        parameters.Add("NotDone", false);
        return parameters;
    }

    private Task<int> WriteAsync(string sql, DynamicParameters parameters, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction, token) => ExecuteAsync(connection, transaction, sql, parameters, token), keep: null, cancellationToken);

    private static Task<int> ExecuteAsync(DbConnection connection, DbTransaction transaction, string sql, DynamicParameters parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    private static string NameOf(IdempotencyClaim claim) => $"{claim.KeyId}/{claim.KeyHash}";

    // With setters: the databases differ in the types that their truths come as.
    private sealed class Row
    {
        public required string RequestHash { get; init; }

        public Guid RequestId { get; init; }

        public bool Done { get; init; }

        public string? ContentType { get; init; }

        public string? Headers { get; init; }

        public byte[]? Answer { get; init; }
    }
}
