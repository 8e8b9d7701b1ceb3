namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What is expected of providers before they are known. In the order of <see cref="FeatureVector"/>: constant, input, output, load, crowd, four of the hour, weekend, throng, level.
/// </summary>
internal static class FilterShapes
{
    private const double Slow = 1e-5;
    private const double Slowest = 1e-7;

    /// <summary>The logarithm of the whole duration in seconds: an answer of no length takes about a second, and longer ones nearly in proportion to what is written.</summary>
    public static readonly FilterShape Whole = new()
    {
        Mean = [0, 0.2, 0.8, 0, 0.2, 0, 0, 0, 0, 0, 0, 0],
        Variance = [1, 0.1, 0.1, 0.02, 0.1, 0.01, 0.01, 0.005, 0.005, 0.01, 0.1, 0],
        Walk = [1e-4, Slow, Slow, Slow, Slow, Slow, Slow, Slow, Slow, Slow, Slow, 0],
        LevelVariance = 0.12,
        LevelMemory = TimeSpan.FromMinutes(3),
        Noise = 0.08,
    };

    /// <summary>The logarithm of the time to a stream's first content in seconds.</summary>
    public static readonly FilterShape First = Whole with { Mean = [-0.5, 0.3, 0, 0, 0.2, 0, 0, 0, 0, 0, 0, 0], Noise = 0.12 };

    /// <summary>The logarithm of the odds that an attempt fails: one in thirty, to begin with. Trouble is another matter: <see cref="OutageFilter"/>.</summary>
    public static readonly FilterShape Failure = new()
    {
        Mean = [-3.3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        Variance = [0.5, 0.05, 0, 0.02, 0.1, 0.02, 0.02, 0.01, 0.01, 0.02, 0.05, 0],
        Walk = [1e-6, Slowest, 0, Slowest, Slowest, Slowest, Slowest, Slowest, Slowest, Slowest, Slowest, 0],
        LevelVariance = 0.03,
        LevelMemory = TimeSpan.FromHours(1),
        Noise = 1,
    };
}
