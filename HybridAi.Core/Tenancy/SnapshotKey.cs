
namespace HybridAi.Core.Tenancy;

/// <summary>A key as the request path sees it, made ready.</summary>
/// <param name="key">The key.</param>
/// <param name="first">The key that it took over from by rotation, however often; else itself.</param>
public sealed class SnapshotKey(ApiKey key, KeyId first)
{
    /// <summary>What it is counted by: the key that it took over from by rotation, however often; else itself.</summary>
    public KeyId CountedAs { get; } = first;

    public Caller Caller { get; } = new(key.Id, key.Name, key.OrganizationId, key.TeamId, key.UserId, key.Role, key.AllowedModels);

    /// <summary>The models it may use, or null for all.</summary>
    public AllowedModels? AllowedModels { get; } = key.AllowedModels is { } models ? new AllowedModels(models) : null;

    /// <summary>What holds for all its requests, or null.</summary>
    public KeyPolicy? Policy { get; } = key.Policy;

    /// <summary>Whether it may call models.</summary>
    public bool MayInfer { get; } = key.Role != Role.Viewer;

    /// <summary>Why it is refused at a moment, if it is.</summary>
    public AuthenticationFailure FailureAt(DateTimeOffset now) =>
        key.RevokedAt is not null ? AuthenticationFailure.Revoked
        : key.ExpiresAt is { } expiry && expiry <= now ? AuthenticationFailure.Expired
        : AuthenticationFailure.None;
}
