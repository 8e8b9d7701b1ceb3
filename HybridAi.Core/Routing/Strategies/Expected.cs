using HybridAi.Core.Costs;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>What is to be expected of a request at a deployment.</summary>
internal static class Expected
{
    /// <summary>The output that is assumed where neither the request nor experience bounds it, in tokens.</summary>
    public const int OutputTokens = 400;

    private const double WorstErrorRate = 0.95;
    private const double ShareOfWholeAnswer = 0.25;

    // What is more in flight than usual by so much is chance.
    private const double CrowdedFrom = 1.5;
    private const double FewInFlight = 4;

    /// <summary>
    /// What the request will cost in US dollars: the estimated input (the cached part at its own price) and the output that the deployment's
    /// answers had in the last minutes, bounded by the request. Infinite if the price is not known.
    /// </summary>
    public static double Cost(RouteRequest request, in RouteCandidate candidate) => Cost(request, candidate, candidate.Figures?.MeanOutputTokens ?? OutputTokens);

    /// <summary>The same with so many tokens of output, bounded by the request.</summary>
    public static double Cost(RouteRequest request, in RouteCandidate candidate, double outputTokens)
    {
        var input = Math.Max(1, request.InputTokens);
        var cached = Math.Min(candidate.CachedTokens, input);
        var usage = new TokenUsage { Input = input - cached, CachedInput = cached, Output = Output(request, outputTokens) };
        return candidate.Deployment.Prices.CostOf(usage, request.At) is { } cost ? cost.NanoDollars / 1e9 : double.PositiveInfinity;
    }

    /// <summary>
    /// How long the caller will wait, in milliseconds: for a whole answer the duration that 95 % stay below; for a stream the same of the
    /// first content and a quarter of the whole. Divided by the share of attempts that succeed, because the others are made again; and longer
    /// in proportion to what is in flight where that is far more than usual: what is slow now has not been measured yet. Infinite if nothing is known.
    /// </summary>
    public static double Latency(RouteRequest request, in RouteCandidate candidate)
    {
        if (candidate.Figures is not { } figures)
            return double.PositiveInfinity;
        var wait = request.Streamed && figures.FirstContentP95 is { } first ? first + (ShareOfWholeAnswer * figures.P95) : figures.P95;
        return AmongFailures(wait * Math.Max(1, (candidate.InFlight + 1) / ((CrowdedFrom * figures.UsualInFlight) + FewInFlight)), candidate);
    }

    /// <summary>How long an attempt takes on average, in milliseconds; else as <see cref="Latency"/>.</summary>
    public static double ResponseTime(in RouteCandidate candidate) =>
        candidate.Figures is { } figures ? AmongFailures(figures.Average, candidate) : double.PositiveInfinity;

    private static double AmongFailures(double milliseconds, in RouteCandidate candidate) => milliseconds / (1 - Math.Min(candidate.ErrorRate, WorstErrorRate));

    private static long Output(RouteRequest request, double outputTokens)
    {
        if (!request.HasOutput)
            return 0;
        var usual = (long)Math.Ceiling(outputTokens);
        return request.MostOutputTokens is { } most ? Math.Min(usual, most) : usual;
    }
}
