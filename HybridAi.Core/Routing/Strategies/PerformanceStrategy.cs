using System.Globalization;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>The best mix of latency, errors, cost and quality first.</summary>
/// <remarks>
/// The score is the weighted sum of four parts, 0 being the best:
/// latency: ½ · (own wait / usual wait)², the usual one being the geometric mean of the candidates', ½ while nothing is known; the square, so that what is
/// good and cheap is left when it gets slow, for being sent too much perhaps, and little is paid for being still faster than fast;
/// errors: share of failing attempts / 20 %, at most 1;
/// cost: 1 − best cost / own cost, 1 if the price is not known;
/// quality: 1 − own quality / best quality, the mean of the others' if it is not known.
/// </remarks>
/// <param name="weights">What each part counts.</param>
public sealed class PerformanceStrategy(PerformanceWeights weights) : IRoutingStrategy
{
    private const double WorstErrorRate = 0.2;
    private const double UsualLatency = 0.5;

    /// <inheritdoc/>
    public string Name => "performance";

    /// <inheritdoc/>
    public string Reason => "best mix of latency, errors, cost and quality";

    /// <inheritdoc/>
    public bool Explores => true;

    /// <inheritdoc/>
    public PromptCacheUse PromptCache => PromptCacheUse.Follows;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        var (logarithms, measured, cheapest) = (0.0, 0, double.PositiveInfinity);
        var (best, sum, rated) = (0.0, 0.0, 0);
        foreach (ref var candidate in candidates)
        {
            if (candidate.Figures is not null)
            {
                logarithms += Math.Log(Expected.Latency(request, candidate));
                measured++;
            }

            // Kept here until it is compared with the cheapest: prices are the dearest part of a decision.
            candidate.Score = Expected.Cost(request, candidate);
            cheapest = Math.Min(cheapest, candidate.Score);
            if (candidate.Deployment.Quality is not { } quality)
                continue;
            best = Math.Max(best, quality);
            sum += quality;
            rated++;
        }

        var usualWait = measured == 0 ? 0 : Math.Exp(logarithms / measured);
        var usualQuality = rated == 0 ? 0 : sum / rated;
        foreach (ref var candidate in candidates)
        {
            var wait = candidate.Figures is null ? 1 : Expected.Latency(request, candidate) / usualWait;
            var latency = UsualLatency * wait * wait;
            var errors = Math.Min(1, candidate.ErrorRate / WorstErrorRate);
            var cost = Excess(cheapest, candidate.Score);
            var quality = best == 0 ? 0 : 1 - ((candidate.Deployment.Quality ?? usualQuality) / best);
            candidate.Score = (weights.Latency * latency) + (weights.Errors * errors) + (weights.Cost * cost) + (weights.Quality * quality);
        }
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        string.Create(CultureInfo.InvariantCulture, $"weighted sum {candidate.Score:0.000}, 0 being the best");

    // 0: as good as the best; towards 1 the worse it is. What costs nothing is as good as any other that costs nothing.
    private static double Excess(double best, double own) => own <= best ? 0 : double.IsPositiveInfinity(own) ? 1 : 1 - (best / own);
}
