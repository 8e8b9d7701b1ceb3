using HybridAi.Core.Batches;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Files;

/// <summary>Who asks for files and batches.</summary>
internal sealed class ObjectCaller(GatewaySnapshot snapshot, SnapshotKey key)
{
    public GatewaySnapshot Snapshot { get; } = snapshot;

    public SnapshotKey Key { get; } = key;

    /// <summary>The keys whose files and batches are the caller's: its own and those that it took over from; null: all of its organization.</summary>
    public IReadOnlyCollection<KeyId>? Keys { get; } = key.Caller.Role is Role.Operator or Role.Administrator ? null : Line(snapshot, key.Caller.KeyId);

    public bool Sees(ProviderObject item) => item.OrganizationId == Key.Caller.OrganizationId && (Keys is null || Keys.Contains(item.KeyId));

    // A rotated key's work goes on under the key that took over.
    private static HashSet<KeyId> Line(GatewaySnapshot snapshot, KeyId key)
    {
        var line = new HashSet<KeyId>();
        for (KeyId? next = key; next is { } id && line.Add(id);)
            next = snapshot.Configuration.Keys.FirstOrDefault(known => known.Id == id)?.RotatedFrom;
        return line;
    }
}
