using Dapper;
using HybridAi.Core.Responses;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Responses;

/// <summary>The stored responses in the database, sealed under the master key: each for its organization, id and column only.</summary>
internal sealed class ResponseStore(IDatabase database, MasterKey masterKey) : IResponseStore
{
    private const string Key = "organization_id = @Organization AND id = @Id";
    private readonly SecretProtector _protector = new(masterKey, "responses");

    /// <inheritdoc/>
    public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken)
    {
        const string Insert = """
            INSERT INTO responses (organization_id, id, created_at, expires_at, response, input)
            VALUES (@Organization, @Id, @CreatedAt, @ExpiresAt, @Response, @Input)
            """;
        var row = new
        {
            Organization = response.OrganizationId,
            response.Id,
            response.CreatedAt,
            response.ExpiresAt,
            Response = _protector.Seal(NameOf(response.OrganizationId, response.Id, "response"), response.Response.Span),
            Input = _protector.Seal(NameOf(response.OrganizationId, response.Id, "input"), response.Input.Span),
        };
        return database.WriteAsync(
            async (connection, transaction, token) =>
                await connection.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: token)).ConfigureAwait(false),
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<StoredResponse?> FindAsync(Guid id, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken)
    {
        const string Select = $"SELECT created_at AS CreatedAt, expires_at AS ExpiresAt, response AS Response, input AS Input FROM responses WHERE {Key} AND expires_at > @Now";
        var parameters = new { Organization = organization, Id = id, Now = now };
        var found = await database.ReadAsync(
            async (connection, token) => await connection.QuerySingleOrDefaultAsync<Row>(
                new CommandDefinition(Select, parameters, cancellationToken: token)).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return found is null ? null : new StoredResponse(
            id, organization, DateTimeOffset.FromUnixTimeMilliseconds(found.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(found.ExpiresAt),
            _protector.OpenBytes(NameOf(organization, id, "response"), found.Response), _protector.OpenBytes(NameOf(organization, id, "input"), found.Input));
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(Guid id, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) => await connection.ExecuteAsync(new CommandDefinition(
                $"DELETE FROM responses WHERE {Key} AND expires_at > @Now", new { Organization = organization, Id = id, Now = now }, transaction, cancellationToken: token))
                .ConfigureAwait(false) != 0,
            keep: null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        const string Delete = """
            DELETE FROM responses WHERE (organization_id, id) IN (SELECT organization_id, id FROM responses WHERE expires_at <= @Now ORDER BY expires_at LIMIT @Most)
            """;
        return database.WriteAsync(
            async (connection, transaction, token) => await connection.ExecuteAsync(
                new CommandDefinition(Delete, new { Now = now, Most = most }, transaction, cancellationToken: token)).ConfigureAwait(false),
            keep: null,
            cancellationToken);
    }

    private static string NameOf(OrganizationId organization, Guid id, string column) => $"{organization}/{id:D}/{column}";

    private sealed record Row(long CreatedAt, long ExpiresAt, byte[] Response, byte[] Input);
}
