using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Lists API keys, without their secrets.</summary>
    public Task<DocumentPage<KeyDocument>> KeysAsync(ListOptions? options = null, CancellationToken cancellationToken = default) =>
        ListAsync("api/keys", options, Json.DocumentPageKeyDocument, cancellationToken);

    /// <summary>Reads an API key, without its secret.</summary>
    public Task<KeyDocument> KeyAsync(Guid id, CancellationToken cancellationToken = default) =>
        GetAsync($"api/keys/{id}", Json.KeyDocument, cancellationToken);

    /// <summary>Creates an API key. Only this answer has the secret.</summary>
    public Task<CreatedKeyDocument> CreateAsync(CreateKeyRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, "api/keys", request, Json.CreateKeyRequest, Json.CreatedKeyDocument, cancellationToken);

    /// <summary>Changes the fields of an API key that the request sets.</summary>
    public Task<KeyDocument> UpdateKeyAsync(Guid id, UpdateKeyRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Patch, $"api/keys/{id}", request, Json.UpdateKeyRequest, Json.KeyDocument, cancellationToken);

    /// <summary>Replaces an API key by a new one with the same rights. Only this answer has the new secret.</summary>
    public Task<CreatedKeyDocument> RotateKeyAsync(Guid id, RotateKeyRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"api/keys/{id}/rotate", request, Json.RotateKeyRequest, Json.CreatedKeyDocument, cancellationToken);

    /// <summary>Revokes an API key at once and for good. Revoking it again changes nothing.</summary>
    public Task RevokeKeyAsync(Guid id, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"api/keys/{id}", revision), cancellationToken);
}
