namespace HybridAi.Core.Caching.Semantic;

/// <summary>
/// The built-in embedder: character n-grams of words, hashed. It needs no model and no network, takes microseconds, allocates nothing, and gives the same vector on every
/// machine. It sees how a prompt is written, not what it means: other spelling, endings, politeness and order change little, other words for the same thing much.
/// </summary>
/// <remarks>
/// <para>Each word adds its n-grams of 3 to 5 characters, with a mark at its beginning and end, itself, and itself with the word before, each with a sign, at places that
/// a hash says (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009). A word's n-th occurrence counts √n − √(n−1), so that repetition weighs
/// less than linearly. The result has length 1.</para>
/// <para>Words weigh by what depends on them (<c>guard-words.txt</c>): look-alikes differ in numbers, negations and names, paraphrases in words that say nothing.</para>
/// </remarks>
public sealed class NgramEmbedder
{
    /// <summary>How long the vectors are.</summary>
    public const int Dimensions = 512;

    /// <summary>What it is called. Changes with whatever changes its vectors.</summary>
    public const string Name = "built-in/1";

    private const int ShortestGram = 3;
    private const int LongestGram = 5;
    private const int SeenWords = 512;

    private static readonly GuardWords Words = GuardWords.BuiltIn;

    /// <summary>Reads a prompt into a vector.</summary>
    /// <param name="text">The prompt. The time it takes grows with it; 500 characters take about 10 µs.</param>
    /// <param name="vector">Takes the vector, of length 1; all zeros if the text has no words. As long as <see cref="Dimensions"/>.</param>
    /// <returns>Whether the text has anything to compare.</returns>
    public static bool Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} places and needs {Dimensions}.", nameof(vector));
        return Embed(text, vector, NgramWeights.Default);
    }

    internal static bool Embed(ReadOnlySpan<char> text, Span<float> vector, NgramWeights weights)
    {
        vector.Clear();
        Span<SeenWord> seen = stackalloc SeenWord[SeenWords];
        seen.Clear();
        var tokens = new PromptTokens(text);
        var before = 0u;
        while (tokens.MoveNext())
        {
            var token = tokens.Current;
            var characters = token.Of(text);
            var (meaning, weight) = Weigh(token, characters, weights);
            weight *= Repetition(seen, meaning);
            if (token.Kind == PromptTokenKind.Word)
                AddGrams(characters, weight * weights.Grams, vector);
            Add(meaning, weight * weights.Word, vector);
            Add(Mix(before, meaning), weight * weights.Pair, vector);
            before = meaning;
        }

        return Normalize(vector);
    }

    private static (uint Meaning, float Weight) Weigh(PromptToken token, ReadOnlySpan<char> characters, NgramWeights weights)
    {
        if (token.Kind == PromptTokenKind.Number)
            return (WordForm.HashNumber(characters), weights.Number);
        if (token.Kind != PromptTokenKind.Word)
            return (WordForm.Hash(characters), token.Kind == PromptTokenKind.Operator ? weights.Operator : weights.Plain);
        var word = Words.Find(WordForm.Stem(characters, out var isNegated));
        return (word.Meaning, isNegated ? weights.Negation : token.IsName || token.IsQuoted ? weights.Name : weights.Of(word.Kind));
    }

    // A closed table: with more different words than places the last ones count in full each time.
    private static float Repetition(Span<SeenWord> seen, uint meaning)
    {
        for (var probe = 0; probe < 8; probe++)
        {
            ref var place = ref seen[(int)((Mix(meaning, 0) + (uint)probe) & (SeenWords - 1))];
            if (place.Times == 0)
                place.Meaning = meaning;
            if (place.Meaning == meaning)
                return MathF.Sqrt(++place.Times) - MathF.Sqrt(place.Times - 1);
        }

        return 1;
    }

    private static void AddGrams(ReadOnlySpan<char> word, float weight, Span<float> vector)
    {
        const char Edge = '\u0001';
        Span<char> padded = stackalloc char[50];
        var length = Math.Min(word.Length, padded.Length - 2);
        padded[0] = padded[length + 1] = Edge;
        for (var i = 0; i < length; i++)
            padded[i + 1] = WordForm.Lower(word[i]);
        padded = padded[..(length + 2)];

        // So that a long word weighs as much as a short one: squares add up.
        var count = 0;
        for (var size = ShortestGram; size <= LongestGram; size++)
            count += Math.Max(0, padded.Length - size + 1);
        if (count == 0)
            return;
        weight /= MathF.Sqrt(count);
        for (var from = 0; from + ShortestGram <= padded.Length; from++)
        {
            var hash = WordForm.Append(WordForm.Append(2166136261, padded[from]), padded[from + 1]);
            var end = Math.Min(padded.Length, from + LongestGram);
            for (var at = from + 2; at < end; at++)
            {
                hash = WordForm.Append(hash, padded[at]);
                Add(hash, weight, vector);
            }
        }
    }

    private static void Add(uint feature, float weight, Span<float> vector)
    {
        var hash = Mix(feature, 0x9E3779B9);
        vector[(int)(hash & (uint)(vector.Length - 1))] += (int)hash < 0 ? -weight : weight;
    }

    // In doubles and one after the other, so that every machine rounds alike.
    private static bool Normalize(Span<float> vector)
    {
        var squares = 0.0;
        foreach (var value in vector)
            squares += (double)value * value;
        if (squares == 0)
            return false;
        var scale = (float)(1 / Math.Sqrt(squares));
        foreach (ref var value in vector)
            value *= scale;
        return true;
    }

    // The last step of MurmurHash3 (Austin Appleby, public domain).
    private static uint Mix(uint one, uint other)
    {
        var hash = one ^ (uint.RotateLeft(other, 15) * 0xC2B2AE35);
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private record struct SeenWord(uint Meaning, int Times);
}
