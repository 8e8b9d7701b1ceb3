namespace HybridAi.Benchmarks.Workload.World;

/// <summary>The time in which one provider is down. Which one, and whether it refuses connections at once or takes requests and never answers, the seed decides.</summary>
/// <param name="Provider">The provider's number.</param>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Hangs">Whether requests hang until somebody gives up.</param>
internal sealed record Outage(int Provider, TimeSpan From, TimeSpan To, bool Hangs)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>No provider is down.</summary>
    public static readonly Outage None = new(0, TimeSpan.Zero, TimeSpan.Zero, false);

    public static Outage Of(long seed, TimeSpan length)
    {
        var dice = new Dice(seed, Draw.Outage);
        var (provider, from) = ((int)(dice.Next() * ProviderProfile.All.Count), dice.Between(0.15, 0.35));
        var lasts = 0.45 * length;
        return new Outage(provider, from * length, (from * length) + (lasts < Longest ? lasts : Longest), dice.Next() < 0.5);
    }

    public bool Hits(int provider, TimeSpan time) => provider == Provider && time >= From && time < To;
}
