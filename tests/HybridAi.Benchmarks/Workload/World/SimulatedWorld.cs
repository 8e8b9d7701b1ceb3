using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;
using HybridAi.Providers.Http;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>All that a seed makes happen whatever the router does: requests, drift, outage. Contenders only read it.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>How long requests arrive.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromHours(1);

    private const double UsualSessionsPerSecond = 4.2;

    /// <summary>The first moment. Prices are those of the day.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);

    /// <summary>The product's own time-outs.</summary>
    public static readonly UpstreamOptions Upstream = new();

    /// <param name="seed">Whatever is drawn is drawn by it.</param>
    /// <param name="length">How long requests arrive.</param>
    public SimulatedWorld(long seed, TimeSpan length)
        : this(seed, length, length, new Traffic(seed, Start, length, length, UsualSessionsPerSecond).Make())
    {
    }

    private SimulatedWorld(long seed, TimeSpan length, TimeSpan day, Arrival[] arrivals)
    {
        var catalog = ModelCatalog.LoadBuiltIn();
        (Seed, Arrivals) = (seed, arrivals);
        Outage = Outage.Of(seed, length);
        Deployments = [.. ProviderProfile.All.Select(profile => profile.Deploy(catalog))];
        Drifts = [.. ProviderProfile.All.Select((_, provider) => new Drift(seed, provider, length, day))];
    }

    private SimulatedWorld(SimulatedWorld other) =>
        (Seed, Arrivals, Outage, Deployments, Drifts) = (other.Seed, other.Arrivals, other.Outage, other.Deployments, other.Drifts);

    /// <summary>A world with as many requests as one of an hour, over days: the busy hours come again.</summary>
    public static SimulatedWorld OverDays(long seed, int days)
    {
        var (length, day) = (TimeSpan.FromDays(days), TimeSpan.FromDays(1));
        return new(seed, length, day, new Traffic(seed, Start, length, day, UsualSessionsPerSecond * Usual.TotalDays / days).Make());
    }

    /// <summary>A world in which prompts are asked again and again.</summary>
    public static SimulatedWorld OfPrompts(long seed, TimeSpan length, Popularity popularity) =>
        new(seed, length, length, new PromptTraffic(seed, Start, length, popularity).Make());

    public long Seed { get; }

    public IReadOnlyList<Arrival> Arrivals { get; }

    public Outage Outage { get; init; }

    /// <summary>The providers' deployments, in the order of <see cref="ProviderProfile.All"/>.</summary>
    public Deployment[] Deployments { get; }

    public IReadOnlyList<Drift> Drifts { get; }

    /// <summary>What changes for good, if anything does.</summary>
    public Change? Change { get; init; }

    /// <summary>The same world, in which nobody goes down.</summary>
    public SimulatedWorld WithoutOutage() => new(this) { Outage = Outage.None };

    /// <summary>The same world, in which something changes.</summary>
    public SimulatedWorld With(Change change) => new(this) { Change = change };

    /// <summary>The deployments as they are configured when a request arrives.</summary>
    public Deployment[] DeploymentsFor(Arrival arrival) => Change is { } change && change.Holds(arrival) ? _changed ??= change.Apply(Deployments) : Deployments;

    private Deployment[]? _changed;
}
