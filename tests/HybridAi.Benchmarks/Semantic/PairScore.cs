using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Benchmarks.Semantic;

/// <summary>A pair as embedder and guard see it.</summary>
internal sealed record PairScore(PromptPair Pair, double Similarity, GuardVerdict Facts, GuardVerdict Words)
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
        return new PairScore(pair, similarity, one.Compare(other, GuardMode.Facts), one.Compare(other, GuardMode.Words));
    }

    public GuardVerdict Verdict(GuardMode mode) => mode switch { GuardMode.Facts => Facts, GuardMode.Words => Words, _ => GuardVerdict.Passed };

    public bool IsHit(double threshold, GuardMode mode) => Similarity >= threshold && Verdict(mode) == GuardVerdict.Passed;
}
