using HybridAi.Core.Caching.Semantic;

namespace HybridAi.Core.Tests.Caching.Semantic;

public sealed class SemanticContentTests
{
    private const string Prompt = "Don't convert 5 miles from Paris to \"London\" before 1990.";

    [Fact]
    public void What_was_written_is_read_again()
    {
        var vector = new float[NgramEmbedder.Dimensions];
        NgramEmbedder.Embed(Prompt, vector);
        var facts = PromptFacts.Read(Prompt);
        Assert.True(SemanticContent.TryRead(SemanticContent.Write(vector, facts), out var read, out var readFacts));
        Assert.Equal(facts.ToWords(), readFacts!.ToWords());
        Assert.Equal(facts.Bytes, readFacts.Bytes);
        var cosine = vector.Zip(read, (a, b) => (double)a * b).Sum() / Math.Sqrt(read.Sum(value => (double)value * value));
        Assert.InRange(cosine, 0.9995, 1.0001);
    }

    [Fact]
    public void What_is_torn_or_of_another_version_is_not_read()
    {
        var bytes = SemanticContent.Write([1, 2, 3], PromptFacts.Read(Prompt));
        for (var length = 0; length < bytes.Length; length++)
        {
            // Cut between two words it still has as many as it says, or is refused.
            if (SemanticContent.TryRead(bytes.AsSpan(0, length), out _, out var facts))
                Assert.NotNull(facts);
        }

        Assert.False(SemanticContent.TryRead([], out _, out _));
        Assert.False(SemanticContent.TryRead(bytes.AsSpan(0, 20), out _, out _));
        bytes[0]++;
        Assert.False(SemanticContent.TryRead(bytes, out _, out _));
    }
}
