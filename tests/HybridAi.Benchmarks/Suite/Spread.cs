namespace HybridAi.Benchmarks.Suite;

/// <summary>The middle of a number of values and how far they lie apart.</summary>
internal readonly record struct Spread(double Median, double Least, double Most, double LowerQuartile, double UpperQuartile)
{
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(At(sorted, 0.5), sorted[0], sorted[^1], At(sorted, 0.25), At(sorted, 0.75));
    }

    public string Write(Func<double, string> figure) => $"{figure(Median)} ({figure(Least)} to {figure(Most)})";

    private static double At(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (at - below));
    }
}
