using HybridAi.Core.Costs;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>One provider changes for good, for all requests from one on.</summary>
/// <param name="Kind">What changes.</param>
/// <param name="Provider">The provider's number.</param>
/// <param name="From">The number of the first request that it holds for.</param>
internal sealed record Change(ChangeKind Kind, int Provider, int From)
{
    /// <summary>By how much slower or dearer it gets.</summary>
    public const double Factor = 8;

    /// <summary>The share of answers that a filter withholds.</summary>
    public const double WithheldShare = 0.5;

    public bool Holds(Arrival arrival) => arrival.Number >= From;

    /// <summary>How many times as slow a provider is for a request.</summary>
    public double SlownessOf(int provider, Arrival arrival) => Kind == ChangeKind.Latency && provider == Provider && Holds(arrival) ? Factor : 1;

    /// <summary>The share of answers to a request that are withheld.</summary>
    public double WithheldBy(int provider, Arrival arrival) => Kind == ChangeKind.Quality && provider == Provider && Holds(arrival) ? WithheldShare : 0;

    /// <summary>The deployments as they are configured then: a new price is announced, and an operator enters it.</summary>
    public Deployment[] Apply(Deployment[] deployments) => [.. deployments.Select((deployment, number) => number == Provider && Kind == ChangeKind.Price ? Dearer(deployment) : deployment)];

    private static Deployment Dearer(Deployment deployment) => new()
    {
        Provider = deployment.Provider, Model = deployment.Model, Kind = deployment.Kind, CatalogModel = deployment.CatalogModel, Quality = deployment.Quality,
        Prices = new PriceSchedule([.. deployment.Prices.Prices.Select(price => price with
        {
            Input = price.Input * (decimal)Factor, Output = price.Output * (decimal)Factor, CachedInput = price.CachedInput * (decimal)Factor, CacheWrite = price.CacheWrite * (decimal)Factor,
        })]),
    };
}

/// <summary>What a provider's change is in.</summary>
internal enum ChangeKind
{
    /// <summary>It withholds half of its answers.</summary>
    Quality,

    /// <summary>It becomes eight times as dear.</summary>
    Price,

    /// <summary>It becomes eight times as slow.</summary>
    Latency,
}
