using System.Collections.Concurrent;

namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What is learned of one deployment: the logarithms of the time to its first content and to its end in seconds, whether attempts fail, and what its answers are like. One thread at a time
/// learns while others leave what they have to tell; none waits. Forecasts read what was published last.
/// </summary>
internal sealed class LearnedDeployment
{
    // Beyond, attempts that end while another one is learned from are passed over.
    private const int MostWaiting = 256;
    private const int FewLearned = 64;
    private const double EwmaShare = 0.1;

    private static readonly long PublishInterval = TimeSpan.FromMilliseconds(250).Ticks;

    private readonly ConcurrentQueue<LearnedAttempt> _waiting = new();
    private readonly DriftingFilter _whole = new(FilterShapes.Whole), _first = new(FilterShapes.First), _failure = new(FilterShapes.Failure);
    private PublishedDeployment _published;
    private double _ewmaWhole = double.NaN, _ewmaFirst = double.NaN;
    private OutageFilter _outage = OutageFilter.Unknown;
    private int _learning, _waitingCount;
    private bool _unpublished, _isForgotten;

    /// <summary>Knows nothing.</summary>
    /// <param name="owner">Who learns.</param>
    public LearnedDeployment(Learner owner)
    {
        Owner = owner;
        _published = Snapshot(0);
    }

    /// <summary>Who learns.</summary>
    public Learner Owner { get; }

    /// <summary>Whether it gave way to others.</summary>
    public bool IsForgotten { get => Volatile.Read(ref _isForgotten); set => Volatile.Write(ref _isForgotten, value); }

    /// <summary>The cells of its answers.</summary>
    public AnswerCells Answers { get; } = new();

    /// <summary>What forecasts are made of.</summary>
    public PublishedDeployment Published => Volatile.Read(ref _published);

    /// <summary>When it was learned from last, in ticks of UTC.</summary>
    public long LearnedAt => Published.At;

    /// <summary>Learns from an attempt, now or when the thread that learns gets to it.</summary>
    public void Learn(in LearnedAttempt attempt)
    {
        if (Volatile.Read(ref _waitingCount) >= MostWaiting)
            return;
        Interlocked.Increment(ref _waitingCount);
        _waiting.Enqueue(attempt);
        Drain();
    }

    // Whoever leaves looks again: what came meanwhile is not left lying.
    private void Drain()
    {
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _learning, 1, 0) == 0)
        {
            try
            {
                while (_waiting.TryDequeue(out var next))
                {
                    Interlocked.Decrement(ref _waitingCount);
                    LearnAlone(next);
                }
            }
            finally
            {
                Volatile.Write(ref _learning, 0);
            }
        }
    }

    /// <summary>Brings what forecasts are made of up to date, unless another thread is learning at this moment.</summary>
    public PublishedDeployment Publish()
    {
        if (Interlocked.CompareExchange(ref _learning, 1, 0) != 0)
            return Published;
        try
        {
            if (_unpublished)
                PublishAlone(Published.At);
        }
        finally
        {
            Volatile.Write(ref _learning, 0);
        }

        Drain();
        return Published;
    }

    /// <summary>Goes on from what was known before. Before anything is learned.</summary>
    public void Restore(PublishedDeployment known, ReadOnlySpan<AnswerCell> cells)
    {
        _whole.Restore(known.Whole);
        _first.Restore(known.First);
        _failure.Restore(known.Failure);
        (_ewmaWhole, _ewmaFirst, _outage) = (known.EwmaWhole, known.EwmaFirst, known.Outage);
        Answers.Restore(cells);
        _published = known;
    }

    private void LearnAlone(in LearnedAttempt attempt)
    {
        var (outcome, now) = (attempt.Outcome, attempt.At.UtcTicks);
        var request = outcome.Request!;
        var context = RequestContext.Of(request);
        FeatureVector features = default;
        features.SetTime(attempt.At - outcome.Duration);
        // As it was foretold: what is counted only of answers would tell them from failures.
        features.SetInput(request.InputTokens * (1 - Answers.Find(context).Cached));
        features.SetLoad(outcome.Others);
        if (attempt.IsCutShort)
            LearnLeast(outcome, context, ref features, now);
        else
        {
            LearnFailure(attempt.Failed, features, now);
            if (!attempt.Failed)
                LearnAnswer(attempt, context, ref features, now);
        }

        _unpublished = true;
        if (_whole.Count < FewLearned || now - Published.At >= PublishInterval || now < Published.At)
            PublishAlone(now);
    }

    // What happens in an outage says nothing of how it is otherwise.
    private void LearnFailure(bool failed, in FeatureVector features, long now)
    {
        var view = Published.Failure;
        _outage = _outage.With(failed, Math.Clamp(DriftingFilter.Logistic(view.Forecast(features, view.FadeAt(now))), 0.001, 0.5), now);
        if (_outage.Down + _outage.Degraded < 0.5)
            _failure.LearnEvent(features, failed, now);
    }

    // It would have taken at least so long. Where that is more than was to be expected it counts as that, or what is slow would look fast for being cut short; where it is less it says nothing.
    private void LearnLeast(in AttemptOutcome outcome, in RequestContext context, ref FeatureVector features, long now)
    {
        var (known, seconds) = (Published, Seconds(outcome.Duration));
        if (outcome.Streamed && LearnIfLonger(_first, known.First, features))
            _ewmaFirst = Average(_ewmaFirst, AtLeast(_ewmaFirst, seconds));
        features[FeatureVector.Output] = outcome.Request!.HasOutput ? Owner.Outputs.Find(context).Feature : 0;
        if (LearnIfLonger(_whole, known.Whole, features))
            _ewmaWhole = Average(_ewmaWhole, AtLeast(_ewmaWhole, seconds));

        bool LearnIfLonger(DriftingFilter filter, FilterView view, in FeatureVector at)
        {
            var least = Math.Log(seconds);
            if (least <= view.Forecast(at, view.FadeAt(now)))
                return false;
            filter.Learn(at, least, now);
            return true;
        }
    }

    private void LearnAnswer(in LearnedAttempt attempt, in RequestContext context, ref FeatureVector features, long now)
    {
        var outcome = attempt.Outcome;
        var output = outcome.Usage is { } usage && attempt.Usable && outcome.Request!.HasOutput ? (double)usage.TotalOutput : (double?)null;
        var usual = Owner.Outputs.Find(context);
        if (output is { } tokens)
        {
            var ratio = Math.Log((1 + tokens) / (1 + Bound(outcome.Request!, FeatureVector.OutputOf(usual.Feature))));
            Answers.Learn(context, usable: true, (ratio, CachedShare(outcome.Usage!.Value)));
            Owner.Outputs.Learn(context, tokens);
        }
        else
            Answers.Learn(context, attempt.Usable, null);
        // How long withheld answers take says nothing of those that are given.
        if (!attempt.Usable)
            return;
        if (outcome.Usage is { } counted)
            features.SetInput(Math.Max(0, counted.TotalInput - counted.CachedInput));
        if (outcome.TimeToFirstContent is { } first)
        {
            _first.Learn(features, Math.Log(Seconds(first)), now);
            _ewmaFirst = Average(_ewmaFirst, Seconds(first));
        }

        features[FeatureVector.Output] = output is { } known ? FeatureVector.OutputFeature(known) : outcome.Request!.HasOutput ? usual.Feature : 0;
        _whole.Learn(features, Math.Log(Seconds(outcome.Duration)), now);
        _ewmaWhole = Average(_ewmaWhole, Seconds(outcome.Duration));
    }

    /// <summary>At most what a request allows.</summary>
    public static double Bound(RouteRequest request, double tokens) => request.MostOutputTokens is { } most ? Math.Min(tokens, most) : tokens;

    private static double Average(double before, double value) => double.IsNaN(before) ? value : before + (EwmaShare * (value - before));

    // Before the first one the average is not a number, which no maximum with it would be either.
    private static double AtLeast(double average, double seconds) => average > seconds ? average : seconds;

    private static double CachedShare(Costs.TokenUsage usage) => usage.TotalInput > 0 ? (double)usage.CachedInput / usage.TotalInput : 0;

    private static double Seconds(TimeSpan time) => Math.Max(1e-3, time.TotalSeconds);

    private void PublishAlone(long now)
    {
        Volatile.Write(ref _published, Snapshot(now));
        _unpublished = false;
    }

    private PublishedDeployment Snapshot(long now) => new(now, _whole.View(), _first.View(), _failure.View(), _outage, _ewmaWhole, _ewmaFirst);
}

/// <summary>What was known of a deployment at a moment.</summary>
/// <param name="At">The moment, in ticks of UTC.</param>
/// <param name="Whole">The logarithm of an answer's duration in seconds.</param>
/// <param name="First">The same of the time to a stream's first content.</param>
/// <param name="Failure">Whether attempts fail while it is up.</param>
/// <param name="Outage">Whether it is up.</param>
/// <param name="EwmaWhole">The average duration in seconds, the latest counting most; not a number before the first.</param>
/// <param name="EwmaFirst">The same of the time to a stream's first content.</param>
internal sealed record PublishedDeployment(long At, FilterView Whole, FilterView First, FilterView Failure, OutageFilter Outage, double EwmaWhole, double EwmaFirst);
