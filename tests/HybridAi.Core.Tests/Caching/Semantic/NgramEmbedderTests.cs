using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Core.Tests.Caching.Semantic;

public sealed class NgramEmbedderTests
{
    [Fact]
    public void Vectors_have_length_one()
    {
        Assert.Equal(1, Similarity("How do I reset my router?", "How do I reset my router?"), 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n?! … ")]
    public void A_text_without_words_has_no_vector(string text)
    {
        var vector = new float[NgramEmbedder.Dimensions];
        Assert.False(NgramEmbedder.Embed(text, vector));
        Assert.All(vector, value => Assert.Equal(0, value));
    }

    [Fact]
    public void A_vector_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => NgramEmbedder.Embed("text", new float[100]));

    // Vectors of different nodes, and of the time before a restart, are compared: whoever changes them has to change NgramEmbedder.Name.
    [Fact]
    public void The_vector_is_the_same_in_every_process()
    {
        var vector = Embed("Übersetze „Guten Tag“ – 3,500 times – into 日本語, don't ask; C# x != y.");
        var hash = 2166136261u;
        foreach (var value in vector)
            hash = (hash ^ (uint)(int)MathF.Round(value * 10000)) * 16777619;
        Assert.Equal("built-in/1", NgramEmbedder.Name);
        Assert.Equal(Expected, hash);
    }

    private const uint Expected = 4006345528;

    [Theory]
    [InlineData("What is the capital of Australia?", "what is the capital of australia")]
    [InlineData("Please explain how a heat pump works.", "Explain how a heat pump works")]
    [InlineData("What's the weather in Oslo?", "What is the weather in Oslo")]
    public void Writing_it_a_little_differently_changes_little(string first, string second) => Assert.InRange(Similarity(first, second), 0.95, 1.00001);

    [Fact]
    public void A_number_changes_more_than_politeness()
    {
        const string Prompt = "Convert 5 miles to kilometers and show each step of the calculation.";
        Assert.True(Similarity(Prompt, Prompt.Replace('5', '6')) < Similarity(Prompt, "Please " + Prompt));
        Assert.True(Similarity(Prompt, Prompt.Replace('5', '6')) < 0.95);
    }

    [Fact]
    public void Unrelated_prompts_are_far_apart() => Assert.InRange(Similarity("Write a haiku about autumn leaves.", "Which process is using port 3000?"), -0.25, 0.25);

    [Fact]
    public void Embedding_allocates_nothing()
    {
        var vector = new float[NgramEmbedder.Dimensions];
        var text = string.Concat(Enumerable.Repeat("How do I write a letter to 7 landlords? ", 20));
        Allocations.ComeToNone(() => NgramEmbedder.Embed(text, vector));
    }

    [Fact]
    public void A_very_long_prompt_of_many_different_words_is_taken() =>
        Assert.Equal(1, Similarity(Long(20_000), Long(20_000)), 5);

    private static string Long(int words) => string.Join(' ', Enumerable.Range(0, words).Select(i => $"w{i}x"));

    private static float[] Embed(string text)
    {
        var vector = new float[NgramEmbedder.Dimensions];
        Assert.True(NgramEmbedder.Embed(text, vector));
        return vector;
    }

    private static double Similarity(string first, string second) => Embed(first).Zip(Embed(second), (a, b) => (double)a * b).Sum();
}
