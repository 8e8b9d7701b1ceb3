using System.Text.Json;
using HybridAi.Core.Usage;
using HybridAi.Node.Snapshots;
using HybridAi.ServiceDefaults.Health;

namespace HybridAi.Node.Hosting;

/// <summary>What a node says of itself: the snapshot that it serves from, and whether what it meters is safe.</summary>
internal sealed class NodeHealth(SnapshotHolder snapshots, IUsageJournal journal) : IHealthSource
{
    public HealthState State => !snapshots.IsLoaded || journal.Unavailable is not null ? HealthState.Unhealthy
        : snapshots.IsStale || journal.Delayed is not null ? HealthState.Degraded
        : HealthState.Healthy;

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("journal", journal.Unavailable ?? "writable");
        json.WriteString("delayed", journal.Delayed);
        if (!snapshots.IsLoaded)
            return;
        json.WriteBoolean("stale", snapshots.IsStale);
        Write(json, snapshots.Current);
    }

    private static void Write(Utf8JsonWriter json, GatewaySnapshot snapshot)
    {
        json.WriteNumber("snapshot", snapshot.Version);
        json.WriteStartArray("providers");
        foreach (var provider in snapshot.Models.Providers)
        {
            json.WriteStartObject();
            json.WriteString("name", provider.Provider);
            json.WriteBoolean("simulated", snapshot.Providers[provider.Provider].IsSimulated);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("warnings");
        foreach (var warning in snapshot.Warnings)
            json.WriteStringValue(warning);
        json.WriteEndArray();
    }
}
