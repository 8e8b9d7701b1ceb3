using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Configuration;
using HybridAi.Gateway.Identity;

namespace HybridAi.Gateway.Tests.Management.Fakes;

/// <summary>Authenticates by the keys as of the last refresh: a write that forgets to refresh is seen.</summary>
internal sealed class SnapshotOfKeys(ITenancyStore store, TimeProvider time) : ISnapshotRefresher, ICallerAuthenticator
{
    private volatile IReadOnlyList<ApiKey> _keys = [];

    public int Refreshes { get; private set; }

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _keys = await store.KeysAsync(cancellationToken);
        Refreshes++;
    }

    public Caller? Authenticate(ReadOnlySpan<char> secret, out AuthenticationFailure failure)
    {
        var hash = KeyHash.Of(secret);
        var key = _keys.FirstOrDefault(candidate => candidate.Hash == hash);
        failure = key is null ? AuthenticationFailure.Unknown
            : key.RevokedAt is not null ? AuthenticationFailure.Revoked
            : !KeyLifecycle.IsUsable(key, time.GetUtcNow()) ? AuthenticationFailure.Expired
            : AuthenticationFailure.None;
        return failure == AuthenticationFailure.None
            ? new Caller(key!.Id, key.Name, key.OrganizationId, key.TeamId, key.UserId, key.Role, key.AllowedModels)
            : null;
    }
}
