using System.Globalization;
using HybridAi.Core.Metrics;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>
/// The highest expected reward first, reward being quality less cost less latency: a contextual bandit that keeps learning while the world changes. A share of the requests tries out
/// the deployment that might be the best if it turned out as well as is still possible, unless it is expected to be too bad.
/// </summary>
/// <remarks>
/// <para>The expected reward of an attempt is <c>Quality · q · u · (1 − f) − Cost · c − Latency · w</c>: q the declared quality, u the share of answers of the request's kind that are of use, f the
/// probability that it fails, c the cost by today's prices of the input and of answers as long as they are for the kind, w the wait. What is learned are the parts: so a new price or weight holds at once, and
/// no reward of before has to be forgotten.</para>
/// <para>Exploring goes by an upper confidence bound (P. Auer: "Using confidence bounds for exploitation-exploration trade-offs", JMLR 2002): expected reward plus <see cref="Deviations"/> standard
/// deviations of what is not known of it. These grow again while nothing is tried (discounting: <see cref="AnswerCell"/>, <see cref="DriftingFilter"/>). Where the bound is concerned, what was down is
/// judged as if it were up: breakers keep requests from what is down.</para>
/// </remarks>
public sealed class AdaptiveStrategy : IRoutingStrategy
{
    private const double Deviations = 2;
    private const double UnknownWait = 5;
    private const int Shown = 2;

    // The standard deviations of one answer's use and of the logarithm of its length.
    private const double UseSpread = 0.2;
    private const double LengthSpread = 0.5;

    private readonly Learner _learner;
    private readonly AdaptiveConfig _config;
    private readonly double _exploration;
    private readonly RandomSource _random;
    private readonly ModelQuality _quality = ModelQuality.LoadBuiltIn();

    /// <summary>Makes it.</summary>
    /// <param name="learner">What has learned.</param>
    /// <param name="config">What it is after.</param>
    /// <param name="exploration">The share of requests, 0 to 1, that may try something out.</param>
    /// <param name="random">What draws.</param>
    public AdaptiveStrategy(Learner learner, AdaptiveConfig config, double exploration, RandomSource random) =>
        (_learner, _config, _exploration, _random) = (learner, config, exploration, random);

    /// <inheritdoc/>
    public string Name => "adaptive";

    /// <inheritdoc/>
    public string Reason => "highest expected reward";

    /// <inheritdoc/>
    public PromptCacheUse PromptCache => PromptCacheUse.Scores;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        _learner.Wake();
        var prepared = Prepare(request);
        var isComplete = true;
        foreach (ref var candidate in candidates)
        {
            var estimate = EstimateOf(prepared, candidate);
            isComplete &= estimate.IsComplete;
            candidate.Score = -RewardOf(estimate, default, estimate.Forecast.Failure);
        }

        if (isComplete)
            return;
        var usual = UsualOf(prepared, candidates);
        foreach (ref var candidate in candidates)
        {
            var estimate = EstimateOf(prepared, candidate);
            candidate.Score = -RewardOf(estimate, usual, estimate.Forecast.Failure);
        }
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        string.Create(CultureInfo.InvariantCulture, $"expected reward {-candidate.Score:0.000}");

    /// <inheritdoc/>
    public int TryOut(RouteRequest request, ReadOnlySpan<RouteCandidate> ordered)
    {
        if (_exploration <= 0 || _random.Next() >= _exploration)
            return 0;
        var prepared = Prepare(request);
        Usual? known = null;
        var best = -ordered[0].Score;
        var (most, chosen) = (best, 0);
        for (var i = 1; i < ordered.Length; i++)
        {
            var estimate = EstimateOf(prepared, ordered[i]);
            var usual = estimate.IsComplete ? default : (known ??= UsualOf(prepared, ordered));
            if (best - RewardOf(estimate, usual, estimate.Forecast.FailureWhileUp) > _config.Bound)
                continue;
            if (-ordered[i].Score + (Deviations * DoubtOf(prepared, ordered[i], estimate, usual)) is var possible && possible > most)
                (most, chosen) = (possible, i);
        }

        return chosen;
    }

    /// <inheritdoc/>
    public RouteWords? Explain(RouteRequest request, ReadOnlySpan<RouteCandidate> ordered, bool triedOut)
    {
        var prepared = Prepare(request);
        var note = triedOut ? "Explored: " : "Exploited: ";
        for (var i = 0; i < Math.Min(Shown, ordered.Length); i++)
            note += (i == 0 ? "" : "; ") + Describe(prepared, ordered[i]);
        return new RouteWords(
            string.Create(CultureInfo.InvariantCulture, $"{(triedOut ? "explored" : "exploited")}, expected reward {-ordered[0].Score:0.000}"), note + ".");
    }

    // What stands for what nobody knows: waits are as the others' usually are, a price is as the dearest.
    private Usual UsualOf(in Prepared prepared, ReadOnlySpan<RouteCandidate> candidates)
    {
        var (logarithms, known, dearest) = (0.0, 0, 0.0);
        foreach (ref readonly var candidate in candidates)
        {
            var estimate = EstimateOf(prepared, candidate);
            if (!double.IsInfinity(estimate.Wait))
            {
                logarithms += Math.Log(estimate.Wait);
                known++;
            }

            if (!double.IsInfinity(estimate.Cost))
                dearest = Math.Max(dearest, estimate.Cost);
        }

        return new Usual(known == 0 ? UnknownWait : Math.Exp(logarithms / known), dearest);
    }

    private Prepared Prepare(RouteRequest request) => new() { Forecasts = _learner.Prepare(request), Task = request.Task is { } name ? TaskNames.Find(name) : null };

    private Estimate EstimateOf(in Prepared prepared, in RouteCandidate candidate)
    {
        var request = prepared.Forecasts.Request;
        var forecast = _learner.Foresee(prepared.Forecasts, candidate.Deployment, candidate.InFlight, candidate.CachedTokens);
        var cost = candidate.Deployment.Prices.Estimate(request.InputTokens - forecast.CachedTokens, forecast.CachedTokens, forecast.OutputTokens, request.At);
        return new Estimate(QualityOf(prepared, candidate.Deployment), cost, forecast.Wait(request.Streamed), forecast);
    }

    private double RewardOf(in Estimate estimate, in Usual usual, double failure) =>
        (_config.Quality * estimate.Quality * estimate.Forecast.Usable * (1 - failure))
        - (_config.Cost * usual.CostOf(estimate)) - (_config.Latency * usual.WaitOf(estimate));

    // The parts do not depend on each other, so their variances add up.
    private double DoubtOf(in Prepared prepared, in RouteCandidate candidate, in Estimate estimate, in Usual usual)
    {
        var (duration, failure) = _learner.Doubt(prepared.Forecasts, candidate.Deployment, candidate.InFlight, candidate.CachedTokens);
        var usable = estimate.Forecast.Usable;
        var share = 1 / (estimate.Forecast.Answers + 1);
        var wait = _config.Latency * usual.WaitOf(estimate) * duration;
        var fails = _config.Quality * estimate.Quality * Math.Sqrt((failure * failure) + estimate.Forecast.TroubleVariance);
        var use = _config.Quality * estimate.Quality * Math.Sqrt(share * ((UseSpread * UseSpread) + (usable * (1 - usable))));
        var cost = _config.Cost * usual.CostOf(estimate) * LengthSpread * Math.Sqrt(share);
        return Math.Sqrt((wait * wait) + (fails * fails) + (use * use) + (cost * cost));
    }

    // What an administrator declared, else what is assumed of such models for the task.
    private double QualityOf(in Prepared prepared, Deployment deployment)
    {
        if (deployment.Quality is { } declared)
            return declared;
        var assumed = deployment.AssumedQuality ??= _quality.Of(deployment, prepared.Forecasts.Request.At);
        return prepared.Task is { } task ? assumed[task] : assumed.Mean;
    }

    private string Describe(in Prepared prepared, in RouteCandidate candidate)
    {
        var estimate = EstimateOf(prepared, candidate);
        var doubt = DoubtOf(prepared, candidate, estimate, new Usual(UnknownWait, 0));
        var cost = double.IsInfinity(estimate.Cost) ? "price not known" : string.Create(CultureInfo.InvariantCulture, $"{estimate.Cost:0.000000} USD");
        var wait = double.IsInfinity(estimate.Wait) ? "wait not known" : string.Create(CultureInfo.InvariantCulture, $"wait {estimate.Wait:0.00} s");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{candidate.Deployment.Id} {-candidate.Score:0.000} +- {doubt:0.000} (quality {estimate.Quality:0.00}, usable {100 * estimate.Forecast.Usable:0} %, "
            + $"failure {100 * estimate.Forecast.Failure:0.0} %, {cost}, {wait})");
    }

    // What is the same for all candidates. Fields, since a property would copy two hundred bytes for each of them.
    private struct Prepared
    {
        public ForecastRequest Forecasts;
        public TaskKind? Task;
    }

    // What is expected of one candidate; infinite where nobody knows.
    private readonly record struct Estimate(double Quality, double Cost, double Wait, Forecast Forecast)
    {
        public bool IsComplete => !double.IsInfinity(Cost + Wait);
    }

    private readonly record struct Usual(double Wait, double Cost)
    {
        public double WaitOf(in Estimate estimate) => double.IsInfinity(estimate.Wait) ? Wait : estimate.Wait;

        public double CostOf(in Estimate estimate) => double.IsInfinity(estimate.Cost) ? Cost : estimate.Cost;
    }
}
