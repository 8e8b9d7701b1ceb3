namespace HybridAi.Benchmarks.Workload.World;

/// <summary>
/// How often each of a number of prompts is asked: the one of rank r in proportion to 1 / r^exponent, each time whatever was asked before. With the exponent 0 all are alike.
/// </summary>
/// <param name="name">What it is called.</param>
/// <param name="prompts">How many prompts there are, in each organization.</param>
/// <param name="exponent">The exponent.</param>
internal sealed class Popularity(string name, int prompts, double exponent)
{
    /// <summary>
    /// The exponent is the steepest of the six web proxies that L. Breslau et al. measured (0.64 to 0.83; "Web caching and Zipf-like distributions", INFOCOM 1999). How many prompts an organization has nobody
    /// has published: a choice, beside which others are shown.
    /// </summary>
    public static readonly Popularity Zipf = new("Zipf", 10_000, 0.83);

    /// <summary>Few prompts, all asked again and again.</summary>
    public static readonly Popularity Repeated = new("repeated", 100, 0);

    /// <summary>The other worlds that the hit rate is shown for.</summary>
    public static readonly IReadOnlyList<double> Exponents = [0.64, Zipf.Exponent, 0.99];

    /// <summary>The same.</summary>
    public static readonly IReadOnlyList<int> Counts = [1_000, Zipf.Prompts, 100_000];

    private readonly double[] _sums = Sum(prompts, exponent);

    public string Name => name;

    public int Prompts => prompts;

    public double Exponent => exponent;

    /// <summary>The prompt for a draw.</summary>
    /// <param name="share">At least 0, below 1.</param>
    public int At(double share)
    {
        var found = Array.BinarySearch(_sums, share * _sums[^1]);
        return Math.Min(found < 0 ? ~found : found + 1, prompts - 1);
    }

    private static double[] Sum(int prompts, double exponent)
    {
        var (sums, sum) = (new double[prompts], 0.0);
        for (var i = 0; i < prompts; i++)
            sums[i] = sum += Math.Pow(i + 1, -exponent);
        return sums;
    }
}
