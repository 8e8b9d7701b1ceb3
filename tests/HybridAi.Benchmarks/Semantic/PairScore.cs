using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Semantic;

/// <summary>A pair as embedder and guard see it.</summary>
/// <param name="Rounded">The similarity of the vectors as the index keeps them, rounded to bytes.</param>
internal sealed record PairScore(PromptPair Pair, double Similarity, double Rounded, GuardVerdict Facts, GuardVerdict Words)
{
    public static PairScore Of(PromptPair pair, NgramWeights weights)
    {
        Span<float> first = stackalloc float[NgramEmbedder.Dimensions];
        Span<float> second = stackalloc float[NgramEmbedder.Dimensions];
        NgramEmbedder.Embed(pair.First, first, weights);
        NgramEmbedder.Embed(pair.Second, second, weights);
        var similarity = 0.0;
        for (var i = 0; i < first.Length; i++)
            similarity += first[i] * second[i];
        var (one, other) = (PromptFacts.Read(pair.First), PromptFacts.Read(pair.Second));
        return new PairScore(pair, similarity, RoundedSimilarity(first, second), one.Compare(other, GuardMode.Facts), one.Compare(other, GuardMode.Words));
    }

    private static double RoundedSimilarity(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        Span<short> one = stackalloc short[NgramEmbedder.Dimensions];
        Span<short> other = stackalloc short[NgramEmbedder.Dimensions];
        ByteVector.Round(first, one);
        ByteVector.Round(second, other);
        var product = 0L;
        for (var i = 0; i < one.Length; i++)
            product += one[i] * other[i];
        return product / Math.Sqrt((double)ByteVector.Squares(one) * ByteVector.Squares(other));
    }

    public GuardVerdict Verdict(GuardMode mode) => mode switch { GuardMode.Facts => Facts, GuardMode.Words => Words, _ => GuardVerdict.Passed };

    public bool IsHit(double threshold, GuardMode mode) => Similarity >= threshold && Verdict(mode) == GuardVerdict.Passed;
}
