namespace HybridAi.Core.Caching.Semantic.Shadow;

/// <summary>
/// Whether two answers say the same. Short ones do if their words and numbers are the same; of others the numbers, as far as both have any, must mostly be the same ones, and the built-in
/// embedder must find the texts similar. It errs on the side of "no": a model that says the same in other words counts as disagreement, so the measured precision is
/// rather too low than too high.
/// </summary>
public static class AnswerAgreement
{
    /// <summary>Up to so many characters an answer is short: a label, a name, a number, a yes or no.</summary>
    public const int Short = 100;

    /// <summary>Compares two answers.</summary>
    /// <param name="first">The text of the one.</param>
    /// <param name="second">The text of the other one.</param>
    /// <param name="leastSimilarity">The similarity from which long texts agree, from 0 to 1.</param>
    /// <returns>Whether they say the same; two empty ones do not, since nothing was compared.</returns>
    public static bool Agree(string first, string second, double leastSimilarity)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Length == 0 || second.Length == 0)
            return false;
        if (string.Equals(first, second, StringComparison.Ordinal))
            return true;
        if (Math.Min(first.Length, second.Length) <= Short)
            return SameWords(first, second);
        var one = new float[NgramEmbedder.Dimensions];
        var other = new float[NgramEmbedder.Dimensions];
        return NgramEmbedder.Embed(first, one) && NgramEmbedder.Embed(second, other) && Cosine(one, other) >= leastSimilarity && MostNumbersAreShared(first, second);
    }

    private static bool SameWords(string first, string second)
    {
        var one = new PromptTokens(first);
        var other = new PromptTokens(second);
        while (one.MoveNext())
        {
            if (!other.MoveNext() || HashOf(one.Current, first) != HashOf(other.Current, second))
                return false;
        }

        return !other.MoveNext();
    }

    private static uint HashOf(PromptToken token, string text) =>
        token.Kind == PromptTokenKind.Number ? WordForm.HashNumber(token.Of(text)) : WordForm.Hash(token.Of(text));

    private static double Cosine(float[] one, float[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }

    private static bool MostNumbersAreShared(string first, string second)
    {
        var (one, other) = (NumbersOf(first), NumbersOf(second));
        if (one.Count == 0 || other.Count == 0)
            return true;
        var shared = one.Count(other.Contains);
        return 2 * shared >= Math.Max(one.Count, other.Count);
    }

    private static HashSet<uint> NumbersOf(string text)
    {
        var numbers = new HashSet<uint>();
        var tokens = new PromptTokens(text);
        while (tokens.MoveNext())
        {
            if (tokens.Current.Kind == PromptTokenKind.Number)
                numbers.Add(WordForm.HashNumber(tokens.Current.Of(text)));
        }

        return numbers;
    }
}
