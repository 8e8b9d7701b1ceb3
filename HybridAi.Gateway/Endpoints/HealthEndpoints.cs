using System.Text.Json;
using HybridAi.Core.Health;
using HybridAi.Core.Usage;
using HybridAi.Node.Hosting;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints;

/// <summary><c>/health</c>: can requests be taken; <c>/alive</c>: does the process answer at all.</summary>
internal static class HealthEndpoints
{
    // Load balancers like to ask by HEAD.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var snapshots = endpoints.ServiceProvider.GetRequiredService<SnapshotHolder>();
        var journal = endpoints.ServiceProvider.GetRequiredService<IUsageJournal>();
        var node = endpoints.ServiceProvider.GetRequiredService<NodeName>();
        var time = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();
        var dependencies = endpoints.ServiceProvider.GetServices<IDependency>().ToArray();
        endpoints.MapMethods("/alive", Methods, static http => http.Response.WriteAsync("alive", http.RequestAborted)).ExcludeFromDescription();
        endpoints.MapMethods("/health", Methods, http => WriteAsync(http, node, snapshots, journal, dependencies, time)).ExcludeFromDescription();
    }

    private static async Task WriteAsync(
        HttpContext http, NodeName node, SnapshotHolder snapshots, IUsageJournal journal, IDependency[] dependencies, TimeProvider time)
    {
        var ready = snapshots.IsLoaded && journal.Unavailable is null;
        var states = Array.ConvertAll(dependencies, static dependency => dependency.State);
        var degraded = snapshots.IsStale || snapshots is { IsLoaded: true, Current.IsCopy: true } || journal.Delayed is not null || Array.Exists(states, static state => state.IsDegraded);
        http.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", !ready ? "unhealthy" : degraded ? "degraded" : "healthy");
        json.WriteString("node", node.Value);
        json.WriteString("journal", journal.Unavailable ?? "writable");
        json.WriteString("delayed", journal.Delayed);
        if (states.Length > 0)
            WriteDependencies(json, states);
        if (snapshots.IsLoaded)
        {
            json.WriteBoolean("stale", snapshots.IsStale);
            WriteSnapshot(json, snapshots.Current, time);
        }

        json.WriteEndObject();
    }

    private static void WriteDependencies(Utf8JsonWriter json, DependencyState[] states)
    {
        json.WriteStartArray("dependencies");
        foreach (var state in states)
        {
            json.WriteStartObject();
            json.WriteString("name", state.Name);
            json.WriteString("status", state.IsDegraded ? "degraded" : "healthy");
            json.WriteString("since", state.Since.UtcDateTime);
            json.WriteString("detail", state.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSnapshot(Utf8JsonWriter json, GatewaySnapshot snapshot, TimeProvider time)
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
