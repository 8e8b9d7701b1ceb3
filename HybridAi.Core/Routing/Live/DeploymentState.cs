using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;

namespace HybridAi.Core.Routing.Live;

/// <summary>What is known of a deployment from its attempts on this node. Written and read by any number of threads; none waits.</summary>
public sealed class DeploymentState
{
    /// <summary>How long what was seen counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(3);

    private const int Slots = 6;
    private const int FewSuccesses = 32;

    // As if so many attempts had succeeded besides: one failure after a long silence does not make a bad deployment.
    private const double ImaginedSuccesses = 2;

    private static readonly double[] Ranks = [0.5, 0.95];
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(30);

    // What a caller's own time limit may be below without saying anything of the deployment.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly SlidingWindow<DeploymentSlot> _window;
    private readonly DecayingAverage _latency, _errors;
    private readonly DeploymentSlot[] _slots = new DeploymentSlot[Slots];
    private readonly QuantileSketch[] _sketches = new QuantileSketch[Slots];
    private volatile DeploymentFigures? _figures;
    private int _inFlight, _computing;
    private long _lastBegun;

    /// <summary>A deployment of which nothing is known.</summary>
    /// <param name="time">The clock.</param>
    public DeploymentState(TimeProvider time)
    {
        _time = time;
        _window = new SlidingWindow<DeploymentSlot>(Window / Slots, Slots, time, static () => new DeploymentSlot());
        _latency = new DecayingAverage(HalfLife, time);
        _errors = new DecayingAverage(HalfLife, time);
        _lastBegun = long.MinValue;
    }

    /// <summary>The deployment's provider.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Attempts that have not ended.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>When the last attempt began, as a timestamp of the clock; <see cref="long.MinValue"/> before the first.</summary>
    public long LastBegun => Volatile.Read(ref _lastBegun);

    /// <summary>The figures, or null if no attempt succeeded within the <see cref="Window"/>.</summary>
    /// <param name="now">The moment, as a timestamp of the clock.</param>
    public DeploymentFigures? FiguresAt(long now) =>
        _figures is { Successes: > 0 } figures && _time.GetElapsedTime(figures.At, now) < Window ? figures : null;

    /// <summary>The share of attempts that fail, the latest counting most, from 0 to 1. Fades while nothing is tried, so that it is tried again.</summary>
    /// <param name="now">The moment, as a timestamp of the clock.</param>
    public double ErrorRateAt(long now) => _errors.ValueAmongZeros(ImaginedSuccesses, now);

    /// <summary>An attempt begins.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref _inFlight);
        Volatile.Write(ref _lastBegun, _time.GetTimestamp());
    }

    /// <summary>It has ended.</summary>
    /// <param name="outcome">How.</param>
    public void End(in AttemptOutcome outcome)
    {
        Leave();
        if (outcome.Failure is null)
        {
            _window.Current.Succeed(outcome);
            _latency.Add(outcome.Duration.TotalMilliseconds);
            _errors.Add(0);
            Refresh();
        }
        else if (outcome.Failure == FailureCause.HedgeLost)
            TakeLonger(outcome);
        else if (IsOwnFault(outcome.Failure.Value, outcome.Duration))
        {
            _window.Current.Fail(outcome.Failure.Value);
            _errors.Add(1);
        }
    }

    /// <summary>All that is known, computed now.</summary>
    public DeploymentReport Describe()
    {
        var slots = new DeploymentSlot[Slots];
        var count = _window.CopyTo(slots);
        var live = slots.AsSpan(0, count).ToArray();
        var failures = Enum.GetValues<FailureCause>().Select(cause => (Cause: cause, Count: live.Sum(slot => slot.FailuresBy(cause))))
            .Where(pair => pair.Count > 0).ToDictionary(pair => pair.Cause, pair => pair.Count);
        var (successes, failed) = (live.Sum(slot => slot.Successes), failures.Values.Sum());
        var (latency, first) = (new double[2], new double[2]);
        var hasLatency = QuantileSketch.Quantiles([.. live.Select(slot => slot.Latency)], Ranks, latency) > 0;
        var hasFirst = QuantileSketch.Quantiles([.. live.Select(slot => slot.FirstContent).OfType<QuantileSketch>()], Ranks, first) > 0;
        var milliseconds = live.Sum(slot => slot.CountedMilliseconds);
        return new DeploymentReport
        {
            InFlight = InFlight,
            Successes = successes,
            Failures = failures,
            ErrorRate = successes + failed > 0 ? (double)failed / (successes + failed) : null,
            P50 = hasLatency ? latency[0] : null,
            P95 = hasLatency ? latency[1] : null,
            Average = hasLatency ? _latency.Value : null,
            FirstContentP50 = hasFirst ? first[0] : null,
            FirstContentP95 = hasFirst ? first[1] : null,
            TokensPerSecond = milliseconds > 0 ? live.Sum(slot => slot.OutputTokens) * 1000.0 / milliseconds : null,
        };
    }

    // It would have taken at least so long. Where that is more than is usual it counts as that, or what is slow would look fast for being cut short; where it is less it says nothing.
    private void TakeLonger(in AttemptOutcome outcome)
    {
        if (_figures is not { } known)
            return;
        var atLeast = outcome.Duration.TotalMilliseconds;
        if (outcome.Streamed && atLeast > known.FirstContentP95)
            _window.Current.AddFirstContent(atLeast);
        if (atLeast <= known.Average)
            return;
        _window.Current.Latency.Add(atLeast);
        _latency.Add(atLeast);
    }

    // Never below none: the beginning of an attempt may have found no room to be watched in.
    private void Leave()
    {
        int before;
        while ((before = InFlight) > 0 && Interlocked.CompareExchange(ref _inFlight, before - 1, before) != before)
        {
        }
    }

    // The caller's own faults say nothing of the deployment, and neither does a caller that was in a hurry.
    private bool IsOwnFault(FailureCause cause, TimeSpan duration) => cause switch
    {
        FailureCause.BadRequest or FailureCause.ContextLength or FailureCause.ContentFilter or FailureCause.ClientAborted or FailureCause.Shutdown or FailureCause.HedgeLost => false,
        FailureCause.TotalTimeout => duration >= (_figures is { } known ? TimeSpan.FromMilliseconds(known.P95) : Patience),
        _ => true,
    };

    // Few values: with each; many: at most four times a second, by one thread while the others go on.
    private void Refresh()
    {
        if ((_figures is { } last && last.Successes >= FewSuccesses && _time.GetElapsedTime(last.At) < RefreshInterval)
            || Interlocked.CompareExchange(ref _computing, 1, 0) != 0)
            return;
        try
        {
            _figures = Compute();
        }
        finally
        {
            Volatile.Write(ref _computing, 0);
        }
    }

    private DeploymentFigures Compute()
    {
        var count = _window.CopyTo(_slots);
        var (streams, outputs, counted) = (0, 0L, 0L);
        for (var i = 0; i < count; i++)
        {
            outputs += _slots[i].OutputTokens;
            counted += _slots[i].Counted;
            _sketches[i] = _slots[i].Latency;
        }

        Span<double> latency = stackalloc double[2];
        var successes = QuantileSketch.Quantiles(_sketches.AsSpan(0, count), Ranks, latency);
        for (var i = 0; i < count; i++)
        {
            if (_slots[i].FirstContent is { } sketch)
                _sketches[streams++] = sketch;
        }

        Span<double> first = stackalloc double[2];
        var hasFirst = QuantileSketch.Quantiles(_sketches.AsSpan(0, streams), Ranks, first) > 0;
        var now = _time.GetTimestamp();
        // Little's law: what is under way is what comes in a second times how long it takes.
        var usual = _latency.PerSecond(now) / 1000;
        return new DeploymentFigures(
            now, successes, latency[0], latency[1], hasFirst ? first[1] : null, _latency.Value ?? latency[0], usual, counted > 0 ? (double)outputs / counted : null);
    }
}
