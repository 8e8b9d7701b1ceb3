using HybridAi.Core.Tenancy;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Identity;

/// <summary>Authenticates by the keys of the current snapshot.</summary>
internal sealed class SnapshotAuthenticator(SnapshotHolder snapshots, TimeProvider time) : ICallerAuthenticator
{
    public Caller? Authenticate(ReadOnlySpan<char> secret, out AuthenticationFailure failure) =>
        Find(snapshots.Current, secret, time.GetUtcNow(), out failure)?.Caller;

    /// <summary>Looks a key up in one snapshot.</summary>
    public static SnapshotKey? Find(GatewaySnapshot snapshot, ReadOnlySpan<char> secret, DateTimeOffset now, out AuthenticationFailure failure)
    {
        SnapshotKey? key = null;
        failure = secret.IsEmpty ? AuthenticationFailure.Missing
            : !snapshot.Keys.TryGetValue(KeyHash.Of(secret), out key) ? AuthenticationFailure.Unknown
            : key.FailureAt(now);
        return failure == AuthenticationFailure.None ? key : null;
    }
}
