namespace HybridAi.Core.Routing.Strategies;

/// <summary>The best mix of latency, errors, cost and quality first.</summary>
/// <remarks>
/// The score is the weighted sum of four parts from 0 (best) to 1:
/// latency: 1 − best wait / own wait, ½ while nothing is known;
/// errors: share of failing attempts / 20 %, at most 1;
/// cost: 1 − best cost / own cost, 1 if the price is not known;
/// quality: 1 − own quality / best quality, the mean of the others' if it is not known.
/// </remarks>
/// <param name="weights">What each part counts.</param>
public sealed class PerformanceStrategy(PerformanceWeights weights) : IRoutingStrategy
{
    private const double WorstErrorRate = 0.2;
    private const double Unknown = 0.5;

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
        var (shortest, cheapest, best, sum, rated) = (double.PositiveInfinity, double.PositiveInfinity, 0.0, 0.0, 0);
        foreach (ref var candidate in candidates)
        {
            shortest = Math.Min(shortest, Expected.Latency(request, candidate));
            // Kept here until it is compared with the cheapest: prices are the dearest part of a decision.
            candidate.Score = Expected.Cost(request, candidate);
            cheapest = Math.Min(cheapest, candidate.Score);
            if (candidate.Deployment.Quality is not { } quality)
                continue;
            best = Math.Max(best, quality);
            sum += quality;
            rated++;
        }

        var usual = rated == 0 ? 0 : sum / rated;
        foreach (ref var candidate in candidates)
        {
            var latency = candidate.Figures is null ? Unknown : Excess(shortest, Expected.Latency(request, candidate));
            var errors = Math.Min(1, candidate.ErrorRate / WorstErrorRate);
            var cost = Excess(cheapest, candidate.Score);
            var quality = best == 0 ? 0 : 1 - ((candidate.Deployment.Quality ?? usual) / best);
            candidate.Score = (weights.Latency * latency) + (weights.Errors * errors) + (weights.Cost * cost) + (weights.Quality * quality);
        }
    }

    // 0: as good as the best; towards 1 the worse it is. What costs nothing is as good as any other that costs nothing.
    private static double Excess(double best, double own) => own <= best ? 0 : double.IsPositiveInfinity(own) ? 1 : 1 - (best / own);
}
