using System.Runtime.Intrinsics;

namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// A linear forecast whose coefficients are learned while they drift: coefficients walk at random, and beside them a level that tends back to zero follows
/// what has changed for the moment. What is forecast is Σ coefficient · feature + level. Not for several threads at the same time.
/// </summary>
/// <remarks>
/// The Kalman filter of a dynamic linear model (M. West, J. Harrison: "Bayesian Forecasting and Dynamic Models", 2nd ed. 1997, chapter 4), which with
/// constant coefficients is recursive least squares. A variance never grows beyond the one it began with, so that coefficients of features which do not vary for long do
/// not run away, as they do where the past is forgotten by a factor. The level is a first-order autoregression in time: after Δt it is multiplied by
/// a = exp(−Δt / τ), and its variance becomes a²·P + s²·(1 − a²). Events (yes or no) are observed through the logistic function, linearized at the forecast.
/// </remarks>
internal sealed class DriftingFilter
{
    /// <summary>Features, the level's 1 included. A multiple of four, so that whole vectors are added.</summary>
    public const int Size = FeatureVector.Size;

    private const int Level = Size - 1;
    private const double MostDeviations = 4;
    private const double FarDeviations = 3;
    private const int FarInARow = 3;
    private const double NoiseMemory = 0.03;
    private const double LeastVariance = 0.03;

    private readonly FilterShape _shape;
    private readonly double[] _mean = new double[Size];
    private readonly double[] _covariance = new double[Size * Size];
    private double _noise;
    private long _at;
    private int _far;

    /// <summary>Knows what its shape says.</summary>
    public DriftingFilter(FilterShape shape)
    {
        _shape = shape;
        _noise = shape.Noise;
        shape.Mean.CopyTo(_mean, 0);
        for (var i = 0; i < Level; i++)
            _covariance[(i * Size) + i] = shape.Variance[i];
        _covariance[(Level * Size) + Level] = shape.LevelVariance;
    }

    /// <summary>How many values it has learned from.</summary>
    public long Count { get; private set; }

    /// <summary>Learns a value.</summary>
    /// <param name="features">The features, the level's included.</param>
    /// <param name="value">What was seen.</param>
    /// <param name="now">When, in ticks of UTC.</param>
    public void Learn(ReadOnlySpan<double> features, double value, long now)
    {
        Advance(now);
        Span<double> gain = stackalloc double[Size];
        var doubt = Project(features, gain);
        var error = value - Dot(_mean, features);
        if (IsShift(error, Math.Sqrt(_noise + doubt)))
        {
            // Nothing is known of the level any more.
            _covariance[^1] += Math.Max(error * error, _shape.LevelVariance);
            doubt = Project(features, gain);
        }

        // A single value far off all experience moves it no farther than one that is off by so much.
        var most = MostDeviations * Math.Sqrt(_noise + doubt);
        error = Math.Clamp(error, -most, most);
        Correct(gain, error / (_noise + doubt), 1 / (_noise + doubt));
        // The error before times the error after the correction is on average the noise's own variance.
        var noise = error * error * _noise / (_noise + doubt);
        _noise = Math.Max(LeastVariance * _shape.Noise, _noise + (NoiseMemory * (noise - _noise)));
    }

    /// <summary>Learns whether an event occurred.</summary>
    /// <param name="features">The features, the level's included.</param>
    /// <param name="occurred">Whether it did.</param>
    /// <param name="now">When, in ticks of UTC.</param>
    public void LearnEvent(ReadOnlySpan<double> features, bool occurred, long now)
    {
        Advance(now);
        Span<double> gain = stackalloc double[Size];
        var doubt = Project(features, gain);
        var probability = Logistic(Dot(_mean, features));
        var variance = Math.Max(probability * (1 - probability), 1e-3);
        Correct(gain, ((occurred ? 1 : 0) - probability) / (1 + (variance * doubt)), variance / (1 + (variance * doubt)));
    }

    /// <summary>What it knows now, for any number of readers.</summary>
    public FilterView View() => new(_shape, [.. _mean], [.. _covariance], _noise, _at, Count);

    /// <summary>Goes on from what one knew.</summary>
    public void Restore(FilterView view)
    {
        view.Mean.CopyTo(_mean, 0);
        view.Covariance.CopyTo(_covariance, 0);
        (_noise, _at, Count) = (view.Noise, view.At, view.Count);
    }

    public static double Logistic(double odds) => 1 / (1 + Math.Exp(-odds));

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = Vector256<double>.Zero;
        for (var i = 0; i < Size; i += Vector256<double>.Count)
            sum += Vector256.Create(a.Slice(i, 4)) * Vector256.Create(b.Slice(i, 4));
        return Vector256.Sum(sum);
    }

    private void Advance(long now)
    {
        if (_at > 0 && now > _at)
        {
            var fade = _shape.FadeOf(now - _at);
            _mean[Level] *= fade;
            for (var i = 0; i < Level; i++)
                _covariance[(Level * Size) + i] = _covariance[(i * Size) + Level] *= fade;
            ref var level = ref _covariance[^1];
            level = (fade * fade * level) + (_shape.LevelVariance * (1 - (fade * fade)));
        }

        // Clocks may be set back; nothing is known from the future then.
        _at = now;
        for (var i = 0; i < Level; i++)
        {
            ref var variance = ref _covariance[(i * Size) + i];
            variance = Math.Max(variance, Math.Min(variance + _shape.Walk[i], _shape.Variance[i]));
        }

        Count++;
    }

    // One value far off may be anything; some in a row on the same side are the world that has changed.
    private bool IsShift(double error, double deviation)
    {
        _far = Math.Abs(error) < FarDeviations * deviation ? 0 : error > 0 ? Math.Max(_far, 0) + 1 : Math.Min(_far, 0) - 1;
        if (Math.Abs(_far) < FarInARow)
            return false;
        _far = 0;
        return true;
    }

    // Puts covariance · features into the gain and gives features · covariance · features.
    private double Project(ReadOnlySpan<double> features, Span<double> gain)
    {
        for (var i = 0; i < Size; i++)
            gain[i] = Dot(_covariance.AsSpan(i * Size, Size), features);
        return Math.Max(0, Dot(gain, features));
    }

    private void Correct(ReadOnlySpan<double> gain, double step, double shrink)
    {
        for (var i = 0; i < Size; i++)
        {
            _mean[i] += gain[i] * step;
            for (var j = 0; j < Size; j++)
                _covariance[(i * Size) + j] -= gain[i] * gain[j] * shrink;
        }
    }
}
