using System.Text;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Routing.PromptCache;

public sealed class PromptCacheTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Short_prompts_have_no_marks()
    {
        Assert.Null(Marks(1, "Hello", "there"));
        Assert.Null(Marks(1, new string('x', 4095)));
        Assert.Equal(1024, Assert.Single(Marks(1, new string('x', 4096))!).Tokens);
    }

    [Fact]
    public void A_conversation_that_goes_on_keeps_the_marks_of_its_beginning()
    {
        var random = new Random(2);
        for (var round = 0; round < 50; round++)
        {
            var pieces = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Text(random, random.Next(1, 4000))).ToArray();
            var (shorter, longer) = (Marks(7, pieces) ?? [], Marks(7, [.. pieces, Text(random, 5000), Text(random, 5000)])!);
            Assert.Equal(shorter, longer[..shorter.Length]);
            Assert.True(longer.Length is > 0 and <= 40);
            Assert.Equal(longer.Select(mark => mark.Tokens).Order(), longer.Select(mark => mark.Tokens));
        }
    }

    [Fact]
    public void Other_texts_other_borders_and_other_seeds_have_other_marks()
    {
        var text = new string('a', 6000);
        var mark = Marks(1, text)![0].Hash;
        Assert.NotEqual(mark, Marks(2, text)![0].Hash);
        Assert.NotEqual(mark, Marks(1, text[..5999] + "b")![0].Hash);
        Assert.NotEqual(mark, Marks(1, "b" + text[1..])![0].Hash);
        Assert.NotEqual(mark, Marks(1, text[..3000], text[3000..])![0].Hash);
        Assert.NotEqual(Marks(1, text[..8], text[8..])![0].Hash, Marks(1, text[..9], text[9..])![0].Hash);
    }

    [Fact]
    public void The_longest_beginning_that_is_known_counts_until_it_is_too_old()
    {
        var map = new PromptCacheMap(_clock);
        PrefixMark[] prefix = [new(1, 1100), new(2, 2200), new(3, 3300)];
        Assert.Null(map.Find(prefix, out _));
        map.Remember(prefix.AsSpan(0, 2), "a");
        map.Remember(prefix.AsSpan(0, 1), "b");
        Assert.Equal(("a", 2200), (map.Find(prefix, out var tokens), tokens));
        Assert.Equal(("b", 1100), (map.Find(prefix.AsSpan(0, 1), out tokens), tokens));
        _clock.Advance(PromptCacheMap.Lifetime - TimeSpan.FromSeconds(1));
        map.Remember(prefix.AsSpan(0, 1), "b");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("b", 1100), (map.Find(prefix, out tokens), tokens));
    }

    [Fact]
    public void Any_number_of_prompts_fits_in_the_same_memory()
    {
        var map = new PromptCacheMap(_clock);
        for (var i = 0UL; i < 1_000_000; i++)
            map.Remember([new(i, 1100)], "a");
        var known = Enumerable.Range(0, 1_000_000).Count(i => map.Find([new((ulong)i, 1100)], out _) is not null);
        Assert.Equal(16_384, known);
    }

    private static PrefixMark[]? Marks(ulong seed, params string[] pieces)
    {
        var hasher = new PrefixHasher(seed);
        foreach (var piece in pieces)
            hasher.Add(Encoding.UTF8.GetBytes(piece));
        return hasher.Marks;
    }

    private static string Text(Random random, int length) => string.Create(length, random, static (span, random) =>
    {
        foreach (ref var character in span)
            character = (char)random.Next('a', 'z');
    });
}
