namespace HybridAi.Benchmarks.Workload.World;

/// <summary>When things begin that nobody arranged with anybody: a Poisson process whose rate goes up and down once in a day.</summary>
internal static class PoissonProcess
{
    private const double Wave = 0.5;

    /// <summary>The times in seconds, in order.</summary>
    /// <param name="dice">What they are drawn with.</param>
    /// <param name="length">How long it lasts.</param>
    /// <param name="day">How long a day is.</param>
    /// <param name="perSecond">The mean rate.</param>
    public static IEnumerable<double> Times(Dice dice, TimeSpan length, TimeSpan day, double perSecond)
    {
        for (var at = 0.0; at < length.TotalSeconds; at += dice.Exponential(1 / (perSecond * (1 + Wave))))
        {
            // Thinned: what is drawn at the highest rate is kept as often as the rate of the moment demands.
            if (dice.Next() * (1 + Wave) <= 1 - (Wave * Math.Cos(2 * Math.PI * at / day.TotalSeconds)))
                yield return at;
        }
    }
}
