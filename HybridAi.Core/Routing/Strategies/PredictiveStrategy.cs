using System.Globalization;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>
/// The shortest forecast wait first, divided by the probability of success: by load, hour, weekday, input and output, as learned from each deployment's attempts; see <c>docs/routing.md</c>.
/// While a deployment has answered little, its averages take the place of forecasts.
/// </summary>
/// <param name="learner">What has learned.</param>
public sealed class PredictiveStrategy(Learner learner) : IRoutingStrategy
{
    private const double WorstFailure = 0.95;
    private const int Shown = 2;

    /// <inheritdoc/>
    public string Name => "predictive";

    /// <inheritdoc/>
    public string Reason => "shortest forecast wait";

    /// <inheritdoc/>
    public bool Explores => true;

    /// <inheritdoc/>
    public PromptCacheUse PromptCache => PromptCacheUse.Scores;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        learner.Wake();
        var prepared = learner.Prepare(request);
        foreach (ref var candidate in candidates)
            candidate.Score = WaitOf(request, candidate, Foresee(prepared, candidate));
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        double.IsInfinity(candidate.Score) ? "nothing known yet" : string.Create(CultureInfo.InvariantCulture, $"forecast wait {candidate.Score:0.00} s");

    /// <inheritdoc/>
    public RouteWords? Explain(RouteRequest request, ReadOnlySpan<RouteCandidate> ordered, bool triedOut)
    {
        var prepared = learner.Prepare(request);
        var note = "Forecasts: ";
        for (var i = 0; i < Math.Min(Shown, ordered.Length); i++)
            note += (i == 0 ? "" : "; ") + Describe(prepared, ordered[i]);
        return new RouteWords(
            double.IsInfinity(ordered[0].Score) ? "nothing known yet" : string.Create(CultureInfo.InvariantCulture, $"shortest forecast wait, {ordered[0].Score:0.00} s"), note + ".");
    }

    private Forecast Foresee(in ForecastRequest prepared, in RouteCandidate candidate) => learner.Foresee(prepared, candidate.Deployment, candidate.InFlight, candidate.CachedTokens);

    // What the live statistics have from requests of other strategies is better than nothing.
    private static double WaitOf(RouteRequest request, in RouteCandidate candidate, in Forecast forecast)
    {
        var wait = !double.IsInfinity(forecast.Seconds) ? forecast.Wait(request.Streamed)
            : candidate.Figures is { } figures ? figures.Average / 1000 * (request.Streamed ? 2 * Forecast.ShareOfWholeStream : 1)
            : double.PositiveInfinity;
        return wait / (1 - Math.Min(WorstFailure, forecast.Failure));
    }

    private string Describe(in ForecastRequest prepared, in RouteCandidate candidate)
    {
        var forecast = Foresee(prepared, candidate);
        if (double.IsInfinity(forecast.Seconds))
            return $"{candidate.Deployment.Id} not known yet";
        var doubt = learner.Doubt(prepared, candidate.Deployment, candidate.InFlight, candidate.CachedTokens);
        var first = prepared.Request.Streamed ? string.Create(CultureInfo.InvariantCulture, $"first content {forecast.FirstSeconds:0.00} s, ") : "";
        var basis = forecast.IsLearned ? string.Create(CultureInfo.InvariantCulture, $"within {100 * (Math.Exp(doubt.Duration) - 1):0} %") : "average, few answers";
        return string.Create(
            CultureInfo.InvariantCulture, $"{candidate.Deployment.Id} {first}whole {forecast.Seconds:0.00} s ({basis}), failure {100 * forecast.Failure:0.0} %, {candidate.InFlight} under way");
    }
}
