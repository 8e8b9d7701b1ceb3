using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.Learning;

/// <summary>How far forecasts were off.</summary>
internal sealed class ForecastErrors
{
    private double _whole, _first, _brier;
    private int _wholes, _firsts, _attempts;

    /// <summary>The mean absolute error of the logarithm of the whole duration.</summary>
    public double Whole => _whole / _wholes;

    /// <summary>The mean absolute error of the logarithm of the time to a stream's first content.</summary>
    public double First => _first / _firsts;

    /// <summary>The mean squared error of the probability of failure (G. Brier, 1950).</summary>
    public double Brier => _brier / _attempts;

    public void Add(in AttemptOutcome outcome, double whole, double? first, double failure)
    {
        var missed = (outcome.Failure is null ? 0 : 1) - failure;
        _brier += missed * missed;
        _attempts++;
        if (outcome.Failure is not null)
            return;
        _whole += Math.Abs(Math.Log(outcome.Duration.TotalSeconds) - whole);
        _wholes++;
        if (outcome.TimeToFirstContent is not { } content || first is null)
            return;
        _first += Math.Abs(Math.Log(content.TotalSeconds) - first.Value);
        _firsts++;
    }
}
