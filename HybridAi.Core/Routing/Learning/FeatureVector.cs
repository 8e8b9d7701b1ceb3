using System.Runtime.CompilerServices;

namespace HybridAi.Core.Routing.Learning;

/// <summary>
/// What a forecast depends on, as numbers: a constant, input, output, load (thrice), the hour (two waves), the weekend, and a 1 for the level. Sizes are logarithms of one
/// plus the size over a usual one: small ones make no difference, large ones count in proportion.
/// </summary>
[InlineArray(Size)]
internal struct FeatureVector
{
    public const int Size = 12;

    public const int Constant = 0;
    public const int Input = 1;
    public const int Output = 2;
    public const int Load = 3;
    public const int Crowd = 4;
    public const int Hour = 5;
    public const int Weekend = 9;
    public const int Throng = 10;
    public const int LevelOne = 11;

    private const double UsualInput = 4096;
    private const double UsualOutput = 128;

    // Providers slow down from some load on; where, the coefficients of both find out.
    private const double CrowdFrom = 4;
    private const double ThrongFrom = 16;
    private const int MostKnown = 512;

    private static readonly double[] LoadOf = [.. Enumerable.Range(0, MostKnown).Select(load => Math.Log(1 + load))];
    private static readonly double[] CrowdOf = [.. LoadOf.Select(load => Math.Max(0, load - Math.Log(CrowdFrom)))];
    private static readonly double[] ThrongOf = [.. LoadOf.Select(load => Math.Max(0, load - Math.Log(ThrongFrom)))];

    private double _first;

    public static double OutputFeature(double tokens) => Math.Log(1 + (Math.Max(0, tokens) / UsualOutput));

    /// <summary>How many tokens have a feature.</summary>
    public static double OutputOf(double feature) => UsualOutput * (Math.Exp(feature) - 1);

    /// <summary>Sets what depends on the time alone, by UTC.</summary>
    public void SetTime(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        var angle = 2 * Math.PI * utc.TimeOfDay.TotalDays;
        var (sine, cosine) = Math.SinCos(angle);
        this[Constant] = 1;
        this[Hour] = sine;
        this[Hour + 1] = cosine;
        // Twice the angle, by the rules of sums.
        this[Hour + 2] = 2 * sine * cosine;
        this[Hour + 3] = (cosine * cosine) - (sine * sine);
        this[Weekend] = utc.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0;
        this[LevelOne] = 1;
    }

    /// <summary>Sets the input that has to be read.</summary>
    public void SetInput(double tokens) => this[Input] = Math.Log(1 + (tokens / UsualInput));

    /// <summary>Sets the load.</summary>
    /// <param name="others">How many other attempts are under way at the deployment.</param>
    public void SetLoad(int others)
    {
        var known = Math.Clamp(others, 0, MostKnown - 1);
        this[Load] = LoadOf[known];
        this[Crowd] = CrowdOf[known];
        this[Throng] = ThrongOf[known];
    }
}
