using System.Text.Json;
using HybridAi.Core.Health;
using HybridAi.Core.Usage;
using HybridAi.Node.Snapshots;
using HybridAi.ServiceDefaults.Health;

namespace HybridAi.Node.Hosting;

/// <summary>What a node says of itself: the snapshot that it serves from, whether what it meters is safe, and how what it depends on stands.</summary>
internal sealed class NodeHealth(NodeName node, SnapshotHolder snapshots, IUsageJournal journal, IEnumerable<IDependency> dependencies, TimeProvider time) : IHealthSource
{
    private readonly IDependency[] _dependencies = [.. dependencies];

    public HealthState State => !snapshots.IsLoaded || journal.Unavailable is not null ? HealthState.Unhealthy
        : snapshots.IsStale || snapshots.Current.IsCopy || journal.Delayed is not null || Array.Exists(_dependencies, static dependency => dependency.State.IsDegraded)
            ? HealthState.Degraded
        : HealthState.Healthy;

    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("node", node.Value);
        json.WriteString("journal", journal.Unavailable ?? "writable");
        json.WriteString("delayed", journal.Delayed);
        if (_dependencies.Length > 0)
            WriteDependencies(json);
        if (!snapshots.IsLoaded)
            return;
        json.WriteBoolean("stale", snapshots.IsStale);
        Write(json, snapshots.Current);
    }

    private void WriteDependencies(Utf8JsonWriter json)
    {
        json.WriteStartArray("dependencies");
        foreach (var dependency in _dependencies)
        {
            var state = dependency.State;
            json.WriteStartObject();
            json.WriteString("name", state.Name);
            json.WriteString("status", state.IsDegraded ? "degraded" : "healthy");
            json.WriteString("since", state.Since.UtcDateTime);
            json.WriteString("detail", state.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, GatewaySnapshot snapshot)
    {
        json.WriteNumber("snapshot", snapshot.Version);
        if (snapshot.IsCopy)
        {
            json.WriteStartObject("copy");
            json.WriteString("from", snapshot.Configuration.ReadAt.UtcDateTime);
            json.WriteNumber("ageSeconds", (long)(time.GetUtcNow() - snapshot.Configuration.ReadAt).TotalSeconds);
            json.WriteEndObject();
        }

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
