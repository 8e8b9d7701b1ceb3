using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;
using HybridAi.Providers.Http;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>All that a seed makes happen whatever the router does: requests, drift, outage. Contenders only read it.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>How long requests arrive.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    /// <summary>The first moment. Prices are those of the day.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The product's own time-outs.</summary>
    public static readonly UpstreamOptions Upstream = new();

    /// <param name="seed">Whatever is drawn is drawn by it.</param>
    /// <param name="length">How long requests arrive.</param>
    public SimulatedWorld(long seed, TimeSpan length)
    {
        var catalog = ModelCatalog.LoadBuiltIn();
        Seed = seed;
        Arrivals = new Traffic(seed, Start, length).Make();
        Outage = Outage.Of(seed, length);
        Deployments = [.. ProviderProfile.All.Select(profile => profile.Deploy(catalog))];
        Drifts = [.. ProviderProfile.All.Select((_, provider) => new Drift(seed, provider, length))];
    }

    public long Seed { get; }

    public IReadOnlyList<Arrival> Arrivals { get; }

    public Outage Outage { get; init; }

    /// <summary>The providers' deployments, in the order of <see cref="ProviderProfile.All"/>.</summary>
    public Deployment[] Deployments { get; }

    public IReadOnlyList<Drift> Drifts { get; }
}
