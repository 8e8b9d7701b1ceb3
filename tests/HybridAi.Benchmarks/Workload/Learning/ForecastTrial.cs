using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Benchmarks.Workload.Learning;

/// <summary>What was foretold of an attempt before it began.</summary>
/// <param name="Forecast">By the learner.</param>
/// <param name="Averages">By each moving average.</param>
internal readonly record struct Foreseen(Forecast Forecast, AverageForecast[] Averages);

/// <summary>
/// Compares what the learner foretells of each attempt with what comes, and moving averages of the same deployment with it: first all foretell, then all learn. So each error is one on an attempt that
/// nobody has seen (progressive validation: A. Blum, A. Kalai, J. Langford: "Beating the hold-out", COLT 1999).
/// </summary>
internal sealed class ForecastTrial
{
    private readonly Learner _learner;
    private readonly MovingAverages[] _averages;

    public ForecastTrial(Learner learner, VirtualTime time)
    {
        (_learner, _averages) = (learner, [.. MovingAverages.HalfLives.Select(halfLife => new MovingAverages(halfLife, time))]);
        // It learns from whatever strategy chooses.
        learner.Wake();
        Averages = [.. _averages.Select(_ => new ForecastErrors())];
    }

    /// <summary>The learner's errors.</summary>
    public ForecastErrors Own { get; } = new();

    /// <summary>Those of the moving averages, in the order of <see cref="MovingAverages.HalfLives"/>.</summary>
    public IReadOnlyList<ForecastErrors> Averages { get; }

    /// <summary>The least error of any moving average, chosen with hindsight.</summary>
    public double BestAverage(Func<ForecastErrors, double> error) => Averages.Min(error);

    public Foreseen Foresee(RouteRequest request, Deployment deployment, int others) => new(
        _learner.Foresee(_learner.Prepare(request), deployment, others, 0), [.. _averages.Select(average => average.Foresee(deployment))]);

    public void Compare(Foreseen foreseen, in AttemptOutcome outcome)
    {
        var isKnown = !double.IsInfinity(foreseen.Forecast.Seconds) && foreseen.Averages[0].Whole is not null;
        if (isKnown)
        {
            Own.Add(outcome, Math.Log(foreseen.Forecast.Seconds), foreseen.Averages[0].First is null ? null : Math.Log(foreseen.Forecast.FirstSeconds), foreseen.Forecast.Failure);
            foreach (var (average, errors) in foreseen.Averages.Zip(Averages))
                errors.Add(outcome, average.Whole!.Value, average.First, average.Failure);
        }

        foreach (var average in _averages)
            average.Learn(outcome);
    }
}
