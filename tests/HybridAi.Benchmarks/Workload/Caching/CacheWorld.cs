using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>A traffic in which the cache is compared with none.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Popularity">How popular the prompts are.</param>
/// <param name="HasOutage">Whether a provider goes down.</param>
internal sealed record CacheWorld(string Name, Popularity Popularity, bool HasOutage = false)
{
    /// <summary>
    /// Prompts by a Zipf law. The exponent is the steepest of the six web proxies that L. Breslau et al. measured (0.64 to 0.83; "Web caching and Zipf-like distributions", INFOCOM 1999). How many prompts an
    /// organization has nobody has published: a choice, beside which others are shown.
    /// </summary>
    public static readonly CacheWorld Zipf = new("Zipf", new Popularity(10_000, 0.83));

    /// <summary>The same while a provider is down for nearly half of the time.</summary>
    public static readonly CacheWorld ZipfWithOutage = new("Zipf, one down", Zipf.Popularity, HasOutage: true);

    /// <summary>Few prompts, all asked again and again.</summary>
    public static readonly CacheWorld Repeated = new("repeated", new Popularity(100, 0));

    /// <summary>All that are shown.</summary>
    public static readonly IReadOnlyList<CacheWorld> All = [Zipf, ZipfWithOutage, Repeated];

    /// <summary>Twice as long as an answer lives.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(2);

    public SimulatedWorld Make(long seed)
    {
        var world = SimulatedWorld.OfPrompts(seed, Length, Popularity);
        return HasOutage ? world : world.WithoutOutage();
    }
}
