using System.Runtime.Intrinsics;

namespace HybridAi.Core.Routing.Learning;

/// <summary>What a <see cref="DriftingFilter"/> knew at a moment. Read by any number of threads.</summary>
/// <param name="Shape">The filter's shape.</param>
/// <param name="Mean">The coefficients, the level last.</param>
/// <param name="Covariance">Their covariance, row by row.</param>
/// <param name="Noise">The variance of single values around the forecast.</param>
/// <param name="At">When it learned last, in ticks of UTC.</param>
/// <param name="Count">How many values it had learned from.</param>
internal sealed record FilterView(FilterShape Shape, double[] Mean, double[] Covariance, double Noise, long At, long Count)
{
    private const int Size = DriftingFilter.Size;

    /// <summary>The part of the level that is left at a moment.</summary>
    public double FadeAt(long now) => Shape.FadeOf(now - At);

    /// <summary>The forecast.</summary>
    /// <param name="features">The features, the level's being <paramref name="fade"/>.</param>
    /// <param name="fade">The part of the level that is left.</param>
    public double Forecast(ReadOnlySpan<double> features, double fade) => DriftingFilter.Dot(Mean, features) + ((fade - 1) * Mean[Size - 1]);

    /// <summary>The variance of the forecast itself, apart from the noise: how little is known.</summary>
    /// <param name="features">The features, the level's being 1.</param>
    /// <param name="fade">The part of the level that is left.</param>
    public double Doubt(ReadOnlySpan<double> features, double fade)
    {
        Span<double> faded = stackalloc double[Size];
        features.CopyTo(faded);
        faded[Size - 1] = fade;
        Vector256<double> first = default, second = default, third = default;
        for (var i = 0; i < Size; i++)
        {
            var row = Covariance.AsSpan(i * Size, Size);
            var feature = Vector256.Create(faded[i]);
            first += feature * Vector256.Create<double>(row[..4]);
            second += feature * Vector256.Create<double>(row[4..8]);
            third += feature * Vector256.Create<double>(row[8..12]);
        }

        var known = Vector256.Sum((first * Vector256.Create<double>(faded[..4])) + (second * Vector256.Create<double>(faded[4..8])) + (third * Vector256.Create<double>(faded[8..12])));
        return Math.Max(0, known) + (Shape.LevelVariance * (1 - (fade * fade)));
    }
}
