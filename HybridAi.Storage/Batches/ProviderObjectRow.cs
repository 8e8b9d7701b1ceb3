using HybridAi.Core.Batches;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Batches;

/// <summary>A file or a batch as its row holds it.</summary>
internal sealed class ProviderObjectRow
{
    public const string Select = """
        SELECT id AS Id, kind AS Kind, at AS At, organization_id AS OrganizationId, team_id AS TeamId, user_id AS UserId, key_id AS KeyId, provider AS Provider,
               upstream_id AS UpstreamId, purpose AS Purpose, endpoint AS Endpoint, requested_model AS RequestedModel, model AS Model, batch_id AS BatchId,
               output_file AS OutputFile, error_file AS ErrorFile, status AS Status, ended_at AS EndedAt, settled_at AS SettledAt, document AS Document
        FROM provider_objects
        """;

    public const string Insert = """
        INSERT INTO provider_objects (id, kind, at, organization_id, team_id, user_id, key_id, provider, upstream_id, purpose, endpoint, requested_model, model,
            batch_id, output_file, error_file, status, ended_at, settled_at, document)
        VALUES (@Id, @Kind, @At, @OrganizationId, @TeamId, @UserId, @KeyId, @Provider, @UpstreamId, @Purpose, @Endpoint, @RequestedModel, @Model,
            @BatchId, @OutputFile, @ErrorFile, @Status, @EndedAt, @SettledAt, @Document)
        """;

    public Guid Id { get; init; }

    public required string Kind { get; init; }

    public DateTimeOffset At { get; init; }

    public OrganizationId OrganizationId { get; init; }

    public TeamId? TeamId { get; init; }

    public UserId? UserId { get; init; }

    public KeyId KeyId { get; init; }

    public required string Provider { get; init; }

    public required string UpstreamId { get; init; }

    public string? Purpose { get; init; }

    public string? Endpoint { get; init; }

    public string? RequestedModel { get; init; }

    public string? Model { get; init; }

    public Guid? BatchId { get; init; }

    public string? OutputFile { get; init; }

    public string? ErrorFile { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public required string Document { get; init; }

    public static PageCursor PlaceOf(ProviderObject item) => new(item.At.ToUnixTimeMilliseconds(), item.Id);

    public static ProviderObjectRow Of(ProviderObject item) => new()
    {
        Id = item.Id,
        Kind = item.Kind.ToString(),
        At = item.At,
        OrganizationId = item.OrganizationId,
        TeamId = item.TeamId,
        UserId = item.UserId,
        KeyId = item.KeyId,
        Provider = StorableText.Of(item.Provider),
        UpstreamId = StorableText.Of(item.UpstreamId),
        Purpose = Storable(item.Purpose),
        Endpoint = Storable(item.Endpoint),
        RequestedModel = Storable(item.RequestedModel),
        Model = Storable(item.Model),
        BatchId = item.BatchId,
        OutputFile = Storable(item.OutputFile),
        ErrorFile = Storable(item.ErrorFile),
        Status = StorableText.Of(item.Status),
        EndedAt = item.EndedAt,
        SettledAt = item.SettledAt,
        Document = StorableText.Of(item.Document),
    };

    public ProviderObject ToObject() => new()
    {
        Id = Id,
        Kind = Enum.Parse<ProviderObjectKind>(Kind),
        At = At,
        OrganizationId = OrganizationId,
        TeamId = TeamId,
        UserId = UserId,
        KeyId = KeyId,
        Provider = Provider,
        UpstreamId = UpstreamId,
        Purpose = Purpose,
        Endpoint = Endpoint,
        RequestedModel = RequestedModel,
        Model = Model,
        BatchId = BatchId,
        OutputFile = OutputFile,
        ErrorFile = ErrorFile,
        Status = Status,
        EndedAt = EndedAt,
        SettledAt = SettledAt,
        Document = Document,
    };

    private static string? Storable(string? text) => text is null ? null : StorableText.Of(text);
}
