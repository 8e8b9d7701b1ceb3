namespace HybridAi.Benchmarks.Workload.World;

/// <summary>
/// How much slower than usual a provider is at each moment: a slow random walk that tends back to the usual, the hours in which
/// many call it, and now and then a level shift, when it is up to three times as slow for minutes.
/// </summary>
internal sealed class Drift
{
    private const double StepSeconds = 5;

    // The walk's spread is about a sixth around its mean, and it forgets within three minutes.
    private const double Return = 0.97;
    private const double Step = 0.04;
    private const double SecondsBetweenShifts = 900;

    private readonly double[] _factors;

    /// <param name="seed">The world's seed.</param>
    /// <param name="provider">The provider's number.</param>
    /// <param name="length">How long the world lasts.</param>
    /// <param name="day">How long its day is.</param>
    public Drift(long seed, int provider, TimeSpan length, TimeSpan day)
    {
        _factors = new double[(int)(length.TotalSeconds / StepSeconds) + 1];
        var dice = new Dice(seed, Draw.Drift, provider);
        var (walk, phase, busyness) = (0.16 * dice.Normal(), dice.Next(), dice.Between(0, 0.3));
        for (var i = 0; i < _factors.Length; i++)
        {
            walk = (Return * walk) + (Step * dice.Normal());
            var hour = Math.Cos(2 * Math.PI * ((i / (day / length * _factors.Length)) - phase));
            _factors[i] = Math.Exp(walk) * (1 + (busyness * Math.Max(0, hour)));
        }

        Shift(new Dice(seed, Draw.Shifts, provider));
    }

    /// <summary>The factor at a time; the last one's after the end.</summary>
    public double At(TimeSpan time) => _factors[Math.Min((int)(time.TotalSeconds / StepSeconds), _factors.Length - 1)];

    private void Shift(Dice dice)
    {
        for (var at = dice.Exponential(SecondsBetweenShifts); at < _factors.Length * StepSeconds; at += dice.Exponential(SecondsBetweenShifts))
        {
            var (factor, until) = (dice.Between(1.4, 3), at + dice.Between(120, 480));
            for (var i = (int)(at / StepSeconds); i < _factors.Length && i * StepSeconds < until; i++)
                _factors[i] *= factor;
        }
    }
}
