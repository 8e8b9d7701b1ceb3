using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Embeddings;

/// <summary>
/// Makes unit vectors in which texts that share words are near each other: each word has a direction of its own, rare
/// (long) words weigh more, and a little of the whole text keeps different texts apart.
/// </summary>
internal static class Embedder
{
    private const float WholeText = 0.05f;
    private const int MostWords = 2_000;

    public static float[] Embed(string text, string model, int dimensions)
    {
        var vector = new float[dimensions];
        var words = 0;
        var start = -1;
        for (var i = 0; i <= text.Length && words < MostWords; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0)
            {
                start = i;
            }
            else if (!inside && start >= 0)
            {
                var word = text.AsSpan(start, i - start);
                Add(vector, Lower(word), model, Math.Min(word.Length, 8) / 4f);
                words++;
                start = -1;
            }
        }

        Add(vector, text, model, words == 0 ? 1 : WholeText);
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        for (var i = 0; i < vector.Length; i++)
            vector[i] /= length;
        return vector;
    }

    private static void Add(float[] vector, ReadOnlySpan<char> text, string model, float weight)
    {
        var meter = new PromptMeter(17);
        meter.AddHash(model);
        meter.AddHash(text);
        var random = new Randomness(meter.Hash);
        for (var i = 0; i < vector.Length; i += 2)
        {
            var bits = random.Next();
            vector[i] += weight * ((int)(bits & 0xFFFFFFFF) / (float)int.MaxValue);
            if (i + 1 < vector.Length)
                vector[i + 1] += weight * ((int)(bits >> 32) / (float)int.MaxValue);
        }
    }

    // Case and plural make no difference.
    private static string Lower(ReadOnlySpan<char> word)
    {
        var lower = word.ToString().ToLowerInvariant();
        return lower.Length > 3 && lower[^1] == 's' ? lower[..^1] : lower;
    }
}
