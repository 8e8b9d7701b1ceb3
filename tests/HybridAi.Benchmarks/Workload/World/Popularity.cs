namespace HybridAi.Benchmarks.Workload.World;

/// <summary>
/// How often each of a number of prompts is asked: the one of rank r in proportion to 1 / r^exponent, each time whatever was asked before. With the exponent 0 all are alike.
/// </summary>
/// <param name="prompts">How many prompts there are, in each organization.</param>
/// <param name="exponent">The exponent.</param>
internal sealed class Popularity(int prompts, double exponent)
{
    private readonly double[] _sums = Sum(prompts, exponent);

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
