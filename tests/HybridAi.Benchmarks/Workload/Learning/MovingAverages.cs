using HybridAi.Core.Metrics;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.Learning;

/// <summary>What a moving average foretells.</summary>
/// <param name="Whole">The logarithm of the whole duration in seconds; null before the first.</param>
/// <param name="First">The same of the time to a stream's first content.</param>
/// <param name="Failure">The probability of failure.</param>
internal readonly record struct AverageForecast(double? Whole, double? First, double Failure);

/// <summary>
/// Exponentially weighted moving averages of each deployment, of the logarithms, which is what they are judged by. That of failures begins with what is true of all providers: one attempt in twenty, as
/// if two had been seen.
/// </summary>
internal sealed class MovingAverages(TimeSpan halfLife, TimeProvider time)
{
    public static readonly IReadOnlyList<TimeSpan> HalfLives = [TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)];

    private const double UsualFailure = 0.05;
    private const double Imagined = 2;

    private readonly Dictionary<string, (DecayingAverage Whole, DecayingAverage First, DecayingAverage Failures, DecayingAverage Successes)> _byDeployment = [];

    public AverageForecast Foresee(Deployment deployment)
    {
        if (!_byDeployment.TryGetValue(deployment.Id, out var known))
            return new AverageForecast(null, null, UsualFailure);
        // What was added in the last half-lives, as counts.
        var now = time.GetTimestamp();
        var scale = halfLife.TotalSeconds / Math.Log(2);
        var (failures, successes) = (known.Failures.PerSecond(now) * scale, known.Successes.PerSecond(now) * scale);
        return new AverageForecast(known.Whole.Value, known.First.Value, (failures + (UsualFailure * Imagined)) / (failures + successes + Imagined));
    }

    public void Learn(in AttemptOutcome outcome)
    {
        if (!_byDeployment.TryGetValue(outcome.Deployment.Id, out var known))
            known = _byDeployment[outcome.Deployment.Id] = (New(), New(), New(), New());
        if (outcome.Failure is not null)
        {
            known.Failures.Add(1);
            return;
        }

        known.Successes.Add(1);
        known.Whole.Add(Math.Log(outcome.Duration.TotalSeconds));
        if (outcome.TimeToFirstContent is { } first)
            known.First.Add(Math.Log(first.TotalSeconds));
    }

    private DecayingAverage New() => new(halfLife, time);
}
