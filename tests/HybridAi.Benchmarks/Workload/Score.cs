using HybridAi.Benchmarks.Workload.Caching;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Costs;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What a contender made of a world.</summary>
internal sealed record Score
{
    public required int Requests { get; init; }

    public required int Served { get; init; }

    public required int Failed { get; init; }

    /// <summary>What all attempts of all requests cost.</summary>
    public required Cost Cost { get; init; }

    /// <summary>The same as the providers counted it.</summary>
    public required Cost Charged { get; init; }

    /// <summary>Attempts at providers, all of all requests.</summary>
    public required int Calls { get; init; }

    /// <summary>Requests that the cache may answer.</summary>
    public required int Cacheable { get; init; }

    /// <summary>Requests that the cache answered.</summary>
    public required int FromCache { get; init; }

    /// <summary>Requests that shared the call of an identical one.</summary>
    public required int Shared { get; init; }

    /// <summary>Bytes of answers that the cache holds at the end.</summary>
    public long CachedBytes { get; init; }

    /// <summary>Answers that the cache gave up for want of room.</summary>
    public long Evicted { get; init; }

    /// <summary>Mean seconds from the arrival to the end of the served requests.</summary>
    public required double Mean { get; init; }

    /// <summary>Seconds from the arrival to the end that 95 % of the served requests stayed below.</summary>
    public required double P95 { get; init; }

    /// <summary>The same of 99 %.</summary>
    public required double P99 { get; init; }

    /// <summary>The share of requests for which a second attempt was made beside a first.</summary>
    public required double Hedged { get; init; }

    /// <summary>What that added, over what all requests would have cost without.</summary>
    public required double ExtraSpend { get; init; }

    /// <summary>Mean of the served answers' scores.</summary>
    public required double Quality { get; init; }

    /// <summary>The share of the attempts that each provider was sent, in the order of <see cref="ProviderProfile.All"/>.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    /// <summary>What each request was worth, in the order of arrival; see <see cref="Workload.Reward"/>.</summary>
    public required IReadOnlyList<double> Rewards { get; init; }

    /// <summary>How many plans began with what was to be tried out.</summary>
    public required int Explored { get; init; }

    /// <summary>US dollars for 1,000 served requests.</summary>
    public double CostPerThousand => (double)Cost.Usd * 1000 / Math.Max(1, Served);

    /// <summary>The share of requests that were served.</summary>
    public double Success => (double)Served / Requests;

    /// <summary>Whether it is better in everything at once.</summary>
    public bool Beats(Score other) => CostPerThousand < other.CostPerThousand && P95 < other.P95 && Quality > other.Quality && Success > other.Success;

    public static Score Of(IReadOnlyList<Outcome> outcomes, IReadOnlyList<SimulatedProvider> providers, int explored)
    {
        Outcome[] served = [.. outcomes.Where(outcome => outcome.Served)];
        double[] seconds = [.. served.Select(outcome => outcome.Took.TotalSeconds).Order()];
        var attempts = providers.Sum(provider => provider.Attempts);
        return new Score
        {
            Requests = outcomes.Count,
            Served = served.Length,
            Failed = outcomes.Count(outcome => !outcome.Served),
            Cost = outcomes.Aggregate(Cost.Zero, (sum, outcome) => sum + outcome.Cost),
            Charged = providers.Aggregate(Cost.Zero, (sum, provider) => sum + provider.Charged),
            Calls = attempts,
            Cacheable = outcomes.Count(outcome => outcome.Origin != Origin.Uncached),
            FromCache = outcomes.Count(outcome => outcome.Origin == Origin.Cache),
            Shared = outcomes.Count(outcome => outcome.Origin == Origin.Shared),
            Mean = seconds.Length == 0 ? double.PositiveInfinity : seconds.Average(),
            P95 = Quantile(seconds, 0.95),
            P99 = Quantile(seconds, 0.99),
            Hedged = (double)outcomes.Count(outcome => outcome.Hedged) / outcomes.Count,
            ExtraSpend = (double)outcomes.Sum(outcome => outcome.Extra.NanoDollars) / outcomes.Sum(outcome => outcome.Cost.NanoDollars - outcome.Extra.NanoDollars),
            Quality = served.Length == 0 ? 0 : served.Average(outcome => outcome.Quality),
            Rewards = [.. outcomes.OrderBy(outcome => outcome.Number).Select(Reward.Of)],
            Explored = explored,
            Shares = [.. providers.Select(provider => (double)provider.Attempts / attempts)],
        };
    }

    private static double Quantile(double[] sorted, double share) => sorted.Length == 0 ? double.PositiveInfinity : sorted[(int)(share * (sorted.Length - 1))];
}
