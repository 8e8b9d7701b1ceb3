using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload;

/// <summary>Orders deployments by what they are really like at the moment: what no router can know. It does not know the luck of the draw, nor what its own choice does to later requests.</summary>
internal static class Oracle
{
    public static Deployment[] Order(Deployment[] deployments, IReadOnlyList<SimulatedProvider> providers, Arrival arrival, TimeSpan now) =>
        [.. deployments.Index().OrderByDescending(pair => Reward.Of(providers[pair.Index].Expect(arrival, now), arrival.Request.Streamed)).Select(pair => pair.Item)];
}
