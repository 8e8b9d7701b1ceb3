using HybridAi.Core.Tenancy;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Identity;

/// <summary>Authenticates by the keys of the current snapshot.</summary>
internal sealed class SnapshotAuthenticator(SnapshotHolder snapshots, TimeProvider time) : ICallerAuthenticator
{
    public Caller? Authenticate(ReadOnlySpan<char> secret, out AuthenticationFailure failure) =>
        Find(snapshots.Current, secret.IsEmpty ? null : KeyHash.Of(secret), time.GetUtcNow(), out failure)?.Caller;

    /// <summary>Looks the key that a request carries up in one snapshot.</summary>
    public static SnapshotKey? Find(GatewaySnapshot snapshot, HttpContext http, DateTimeOffset now, out AuthenticationFailure failure)
    {
        var secret = RequestSecret.Find(http.Request.Headers, out var header);
        return Find(snapshot, secret.IsEmpty ? null : ConnectionMemory.Of(http)?.HashOf(header!, secret) ?? KeyHash.Of(secret), now, out failure);
    }

    private static SnapshotKey? Find(GatewaySnapshot snapshot, KeyHash? hash, DateTimeOffset now, out AuthenticationFailure failure)
    {
        SnapshotKey? key = null;
        failure = hash is not { } known ? AuthenticationFailure.Missing
            : !snapshot.Keys.TryGetValue(known, out key) ? AuthenticationFailure.Unknown
            : key.FailureAt(now);
        return failure == AuthenticationFailure.None ? key : null;
    }
}
