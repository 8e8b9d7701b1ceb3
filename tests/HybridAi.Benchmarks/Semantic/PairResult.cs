using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Semantic;

/// <summary>How many hits there were, and how many of them were right.</summary>
/// <param name="Right">Paraphrases that were found.</param>
/// <param name="Wrong">Look-alikes that were taken for one.</param>
/// <param name="Same">How many paraphrases there are.</param>
internal sealed record PairResult(int Right, int Wrong, int Same)
{
    public double Precision => Right + Wrong == 0 ? 1 : Right / (double)(Right + Wrong);

    public double Recall => Same == 0 ? 0 : Right / (double)Same;

    public static PairResult Of(IReadOnlyCollection<PairScore> scores, double threshold, GuardMode mode) => new(
        scores.Count(score => score.Pair.IsSame && score.IsHit(threshold, mode)),
        scores.Count(score => !score.Pair.IsSame && score.IsHit(threshold, mode)),
        scores.Count(score => score.Pair.IsSame));
}
