using System.Diagnostics.Metrics;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Resources;

namespace HybridAi.Gateway.Health.Resources;

/// <summary>The instruments of the gateway's own resources, on its meter. All are read when asked for.</summary>
internal static class ResourceMeters
{
    /// <summary>Registers them, for as long as the factory lives.</summary>
    /// <param name="meters">Makes their meter.</param>
    /// <param name="states">Gets how all was at the last look.</param>
    /// <param name="guard">The guard of memory.</param>
    public static void Register(IMeterFactory meters, Func<IReadOnlyList<ResourceState>> states, MemoryGuard guard)
    {
        var meter = meters.Create("HybridAi.Gateway");
        meter.CreateObservableGauge("hybridai.resource.used", () => Each(states, static state => state.Use.Used), description: "How much of a resource of the gateway is used, in the resource's own unit.");
        meter.CreateObservableGauge("hybridai.resource.limit", () => Each(states, static state => state.Use.Limit), description: "How much of a resource of the gateway may be used.");
        meter.CreateObservableGauge(
            "hybridai.resource.status", () => Each(states, static state => state.Verdict.Level == HealthLevel.Unknown ? null : (long)state.Verdict.Level - (long)HealthLevel.Healthy),
            description: "0 while a resource of the gateway is healthy, 1: warning, 2: critical.");
        meter.CreateObservableCounter("hybridai.memory.collections", () => guard.Collections, "{collection}", "Compacting collections for want of memory.");
        meter.CreateObservableGauge("hybridai.memory.exhausted", () => guard.IsRefusing ? 1 : 0, description: "1 while no new requests are taken for want of memory, else 0.");
    }

    private static IEnumerable<Measurement<long>> Each(Func<IReadOnlyList<ResourceState>> states, Func<ResourceState, long?> value) =>
        from state in states()
        let known = value(state)
        where known is not null
        select new Measurement<long>(known.Value, new KeyValuePair<string, object?>("resource", state.Use.Name));
}
