using HybridAi.Core.Metrics;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>
/// Draws that belong to something, such as a request's second attempt at a provider: they come out the same whatever else is drawn, so that all
/// contenders meet the same luck.
/// </summary>
internal readonly struct Dice
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private readonly RandomSource _random;

    /// <param name="seed">The world's seed.</param>
    /// <param name="what">What the draws are for.</param>
    /// <param name="number">Which of them, such as the request's number.</param>
    /// <param name="further">What else tells it apart.</param>
    public Dice(long seed, Draw what, int number = 0, int further = 0) =>
        _random = new RandomSource((long)Mix(Mix(Mix(Mix((ulong)seed + Prime) ^ (ulong)what) ^ (ulong)number) ^ (ulong)further));

    /// <summary>At least 0, below 1.</summary>
    public double Next() => _random.Next();

    public double Between(double least, double most) => least + (Next() * (most - least));

    /// <summary>Waits between things that happen at random have this distribution.</summary>
    public double Exponential(double mean) => -Math.Log(1 - Next()) * mean;

    /// <summary>Mean 0, standard deviation 1.</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Next())) * Math.Cos(2 * Math.PI * Next());

    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return (value ^ (value >> 31)) + Prime;
    }
}
