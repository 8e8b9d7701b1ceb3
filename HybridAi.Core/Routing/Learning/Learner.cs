using System.Collections.Concurrent;

namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// Learns from attempts what deployments are like, for the strategies <c>predictive</c> and <c>adaptive</c>. It is asleep, and attempts cost nothing, until the first decision by one of
/// them. Each node learns by itself: how long a provider takes depends on the node's own way to it and on what the node itself has under way there. Bounded: beyond so many
/// deployments, those that were not called for long are forgotten, and what finds no room is not learned.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class Learner(TimeProvider time) : IAttemptObserver
{
    /// <summary>Most deployments that are learned.</summary>
    public const int Most = 1024;

    // What is expected of a deployment that was never called.
    private const double UnknownFailure = 0.05;

    // Below, averages of the last answers are nearer the truth than a model of so many coefficients.
    private const int FewAnswers = 24;

    private static readonly TimeSpan CleaningInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, LearnedDeployment> _deployments = new(StringComparer.Ordinal);
    private long _cleaned = long.MinValue;
    private long _learned;
    private int _count;
    private volatile bool _isAwake;

    /// <summary>Whether it learns.</summary>
    public bool IsAwake => _isAwake;

    /// <summary>How many attempts taught something since the start.</summary>
    public long Learned => Volatile.Read(ref _learned);

    internal UsualOutputs Outputs { get; } = new();

    internal IEnumerable<KeyValuePair<string, LearnedDeployment>> Deployments => _deployments;

    /// <inheritdoc/>
    public void Began(Deployment deployment)
    {
    }

    /// <inheritdoc/>
    public void Ended(in AttemptOutcome outcome)
    {
        if (!_isAwake || outcome.Request is null)
            return;
        var attempt = new LearnedAttempt(outcome, time.GetUtcNow());
        if (!attempt.Counts || (Find(outcome.Deployment) ?? Add(outcome.Deployment.Id)) is not { } learned)
            return;
        learned.Learn(attempt);
        Interlocked.Increment(ref _learned);
    }

    /// <summary>Begins to learn, if it does not yet.</summary>
    internal void Wake()
    {
        if (!_isAwake)
            _isAwake = true;
    }

    /// <summary>What was learned of a deployment; null: nothing.</summary>
    /// <param name="deployment">The deployment.</param>
    public LearnedReport? Describe(Deployment deployment) => Find(deployment)?.Published is { At: > 0 } known
        ? new LearnedReport(Number(known.EwmaWhole), Number(known.EwmaFirst), known.Outage.Later(time.GetUtcNow().UtcTicks).Down, known.Outage.Later(time.GetUtcNow().UtcTicks).Degraded)
        : null;

    internal LearnedDeployment? Find(Deployment deployment)
    {
        // A decision asks for each of its candidates: the deployment remembers, so that its name need not be looked up each time.
        if (deployment.Learned is { IsForgotten: false } known && known.Owner == this)
            return known;
        return deployment.Learned = _deployments.GetValueOrDefault(deployment.Id);
    }

    /// <summary>Takes up a deployment; null if there is no room.</summary>
    internal LearnedDeployment? Add(string id)
    {
        if (Volatile.Read(ref _count) >= Most && !MakeRoom())
            return null;
        var fresh = new LearnedDeployment(this);
        var learned = _deployments.GetOrAdd(id, fresh);
        if (learned == fresh)
            Interlocked.Increment(ref _count);
        return learned;
    }

    /// <summary>What forecasts for a request have in common.</summary>
    internal ForecastRequest Prepare(RouteRequest request)
    {
        var context = RequestContext.Of(request);
        var at = time.GetUtcNow();
        var prepared = new ForecastRequest { Request = request, Context = context, Now = at.UtcTicks, UsualOutput = request.HasOutput ? Outputs.Find(context) : default };
        prepared.TypicalOutput = FeatureVector.OutputOf(prepared.UsualOutput.Feature);
        prepared.Features.SetTime(at);
        prepared.Features.SetInput(Math.Max(0, request.InputTokens));
        return prepared;
    }

    /// <summary>What is to be expected of a request at a deployment.</summary>
    /// <param name="prepared">The request.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="others">How many attempts it has under way.</param>
    /// <param name="cachedTokens">How many of the request's tokens its provider has in its prompt cache.</param>
    internal Forecast Foresee(in ForecastRequest prepared, Deployment deployment, int others, int cachedTokens)
    {
        var output = LearnedDeployment.Bound(prepared.Request, prepared.UsualOutput.Tokens);
        if (Find(deployment) is not { } learned)
            return new Forecast(double.PositiveInfinity, double.PositiveInfinity, default, UnknownFailure, output, cachedTokens, 1, 0, false);
        var known = learned.Published;
        var answers = learned.Answers.Find(prepared.Context);
        var cached = Math.Max(cachedTokens, (int)(answers.Cached * prepared.Request.InputTokens));
        var features = FeaturesOf(prepared, others, cached);
        var outage = known.Outage.Later(prepared.Now);
        var failure = DriftingFilter.Logistic(known.Failure.Forecast(features, known.Failure.FadeAt(prepared.Now)));
        var first = !prepared.Request.Streamed ? double.PositiveInfinity
            : known.First.Count < FewAnswers ? double.IsNaN(known.EwmaFirst) ? double.PositiveInfinity : known.EwmaFirst
            : Seconds(known.First, features, prepared.Now);
        var ratio = Math.Exp(answers.Length);
        SetOutput(prepared, ratio, ref features);
        var isLearned = known.Whole.Count >= FewAnswers;
        var seconds = isLearned ? Seconds(known.Whole, features, prepared.Now) : double.IsNaN(known.EwmaWhole) ? double.PositiveInfinity : known.EwmaWhole;
        if (double.IsPositiveInfinity(first) && prepared.Request.Streamed)
            first = Forecast.ShareOfWholeStream * seconds;
        output = LearnedDeployment.Bound(prepared.Request, prepared.UsualOutput.Tokens * ratio);
        return new Forecast(seconds, first, outage, failure, output, cached, answers.Usable, answers.Weight, isLearned);
    }

    /// <summary>How little is known of what is expected, as standard deviations: of the logarithm of the duration, and of the probability of a failure while it is up.</summary>
    internal (double Duration, double Failure) Doubt(in ForecastRequest prepared, Deployment deployment, int others, int cachedTokens)
    {
        if (Find(deployment) is not { } learned)
            return (1, UnknownFailure);
        var known = learned.Published;
        var features = FeaturesOf(prepared, others, cachedTokens);
        var fade = known.Failure.FadeAt(prepared.Now);
        var failure = DriftingFilter.Logistic(known.Failure.Forecast(features, fade));
        var odds = Math.Sqrt(known.Failure.Doubt(features, fade));
        SetOutput(prepared, Math.Exp(learned.Answers.Find(prepared.Context).Length), ref features);
        return (Math.Sqrt(known.Whole.Doubt(features, known.Whole.FadeAt(prepared.Now))), failure * (1 - failure) * odds);
    }

    private static FeatureVector FeaturesOf(in ForecastRequest prepared, int others, int cachedTokens)
    {
        var features = prepared.Features;
        if (cachedTokens > 0)
            features.SetInput(Math.Max(0, prepared.Request.InputTokens - cachedTokens));
        features.SetLoad(others);
        return features;
    }

    private static void SetOutput(in ForecastRequest prepared, double ratio, ref FeatureVector features)
    {
        if (prepared.Request.HasOutput)
            features[FeatureVector.Output] = FeatureVector.OutputFeature(LearnedDeployment.Bound(prepared.Request, prepared.TypicalOutput * ratio));
    }

    // The mean of what is distributed log-normally.
    private static double Seconds(FilterView view, in FeatureVector features, long now) => Math.Exp(Math.Clamp(view.Forecast(features, view.FadeAt(now)) + (view.Noise / 2), -7, 7));

    // One thread at a time, and not for every stranger.
    private bool MakeRoom()
    {
        var (now, last) = (time.GetTimestamp(), Volatile.Read(ref _cleaned));
        if ((last != long.MinValue && time.GetElapsedTime(last, now) < CleaningInterval) || Interlocked.CompareExchange(ref _cleaned, now, last) != last)
            return false;
        var oldest = (time.GetUtcNow() - Lifetime).UtcTicks;
        foreach (var (id, learned) in _deployments)
        {
            if (learned.LearnedAt >= oldest || !_deployments.TryRemove(new(id, learned)))
                continue;
            learned.IsForgotten = true;
            Interlocked.Decrement(ref _count);
        }

        return Volatile.Read(ref _count) < Most;
    }

    private static double? Number(double value) => double.IsNaN(value) ? null : value;
}
