using HybridAi.Benchmarks.Semantic;
using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Tests.Semantic;

public sealed class PromptPairTests
{
    private readonly IReadOnlyList<PromptPair> _pairs = PromptPair.Read(Path.Combine(AppContext.BaseDirectory, "Semantic", "pairs.tsv"));

    [Fact]
    public void There_are_at_least_500_pairs_half_of_them_look_alikes_and_half_of_them_for_tuning()
    {
        Assert.True(_pairs.Count >= 500);
        Assert.InRange(_pairs.Count(pair => pair.IsSame) / (double)_pairs.Count, 0.4, 0.6);
        Assert.InRange(_pairs.Count(pair => pair.IsForTuning) / (double)_pairs.Count, 0.4, 0.6);
    }

    [Fact]
    public void No_pair_is_there_twice_and_none_is_of_one_text()
    {
        Assert.All(_pairs, pair => Assert.NotEqual(pair.First, pair.Second));
        var keys = _pairs.Select(pair => string.CompareOrdinal(pair.First, pair.Second) < 0 ? (pair.First, pair.Second) : (pair.Second, pair.First));
        Assert.Equal(_pairs.Count, keys.Distinct().Count());
    }

    [Fact]
    public void The_halves_stay_what_they_are() => Assert.Equal(Tuning, _pairs.Count(pair => pair.IsForTuning));

    private const int Tuning = 326;

    [Fact]
    public void Precision_and_recall_are_counted_by_threshold_and_guard()
    {
        PairScore Score(bool same, double similarity, GuardVerdict words) => new(new PromptPair(same, "", "a", "b"), similarity, similarity, GuardVerdict.Passed, words);
        PairScore[] scores =
        [
            Score(true, 0.96, GuardVerdict.Passed), Score(true, 0.96, GuardVerdict.Words), Score(true, 0.5, GuardVerdict.Passed),
            Score(false, 0.97, GuardVerdict.Numbers), Score(false, 0.99, GuardVerdict.Passed),
        ];
        Assert.Equal(new PairResult(2, 2, 3), PairResult.Of(scores, 0.95, GuardMode.Off));
        Assert.Equal(new PairResult(1, 1, 3), PairResult.Of(scores, 0.95, GuardMode.Words));
        Assert.Equal(0.5, PairResult.Of(scores, 0.95, GuardMode.Words).Precision);
    }
}
