using HybridAi.Core.Caching.Rules;

namespace HybridAi.Core.Tests.Caching;

public sealed class CacheRuleTests
{
    private static readonly Guid Key = Guid.NewGuid();

    [Fact]
    public void Every_condition_has_to_be_met_and_one_entry_of_each_list_is_enough()
    {
        var rule = new CacheRule
        {
            Name = "r", Models = ["gpt-*", "smart"], Apis = ["embeddings", "chat.completions"], Tasks = ["code"], Tags = ["a", "b"], Keys = [Key], TemperatureAtLeast = 0.1, TemperatureAtMost = 0.5,
        };
        var facts = new CacheRuleFacts("gpt-6", "chat.completions", "code", ["x", "b"], Key, 0.3);
        var set = CacheRuleSet.Of([rule])!;
        Assert.True(set.AsksTemperature);
        Assert.Same(rule, set.Find(facts));
        Assert.Same(rule, set.Find(facts with { Model = "smart", Api = "embeddings", Temperature = 0.5 }));
        Assert.Null(set.Find(facts with { Model = "other" }));
        Assert.Null(set.Find(facts with { Api = "rerank" }));
        Assert.Null(set.Find(facts with { Task = null }));
        Assert.Null(set.Find(facts with { Tags = null }));
        Assert.Null(set.Find(facts with { Tags = ["c"] }));
        Assert.Null(set.Find(facts with { Key = Guid.NewGuid() }));
        Assert.Null(set.Find(facts with { Temperature = 0.09 }));
        Assert.Null(set.Find(facts with { Temperature = 0.51 }));
    }

    [Fact]
    public void The_highest_priority_counts_then_the_first_name_and_what_is_switched_off_does_not()
    {
        CacheRule[] rules =
        [
            new() { Name = "b" }, new() { Name = "a" }, new() { Name = "high", Priority = 5, Models = ["m"] }, new() { Name = "off", Priority = 9, Disabled = true },
        ];
        var facts = new CacheRuleFacts("m", "embeddings", null, null, Key, 1);
        Assert.Equal(("high", "a"), (CacheRuleSet.Of(rules)!.Find(facts)!.Name, CacheRuleSet.Of(rules)!.Find(facts with { Model = "n" })!.Name));
        Assert.Null(CacheRuleSet.Of([rules[3]]));
    }

    [Fact]
    public void Times_between_uses_are_told_to_five_percent()
    {
        var histogram = new ReuseHistogram();
        for (var seconds = 1; seconds <= 1000; seconds++)
            histogram.Add(TimeSpan.FromSeconds(seconds));
        Assert.Equal(1000, histogram.Count);
        foreach (var rank in new[] { 0.1, 0.5, 0.9, 1 })
            Assert.InRange(histogram.Quantile(rank).TotalSeconds, 1000 * rank, 1000 * rank * 1.06);
        histogram.Add(TimeSpan.FromDays(4000));
        histogram.Add(TimeSpan.Zero);
        var drained = histogram.Drain().ToList();
        Assert.Equal((1002L, 0L), (drained.Sum(one => one.Count), histogram.Count));
    }

    [Theory]
    [InlineData(10, 0.5, 10)]
    [InlineData(10, 0.9, 90)]
    [InlineData(10, 0.95, 190)]
    [InlineData(3600, 0.95, 68_400)]
    public void What_is_used_at_even_intervals_has_to_live_for_many_of_them(double gapSeconds, double share, double seconds)
    {
        // An answer that lives a little more than n intervals is given n times for each time that it is made anew.
        var gaps = new ReuseHistogram();
        gaps.Add(ReuseHistogram.BucketOf(TimeSpan.FromSeconds(gapSeconds)), 1000);
        var (ttl, keeps) = TtlProposals.Find(gaps, share, TimeSpan.FromDays(30));
        Assert.InRange(keeps, share, share + 0.1);
        Assert.InRange(ttl.TotalSeconds, seconds * 0.9, seconds * 1.3);
        Assert.True(TtlProposals.Keeps(gaps, ttl * 0.7) < share);
    }

    [Fact]
    public void Where_no_time_keeps_so_many_the_longest_is_proposed_with_what_it_keeps()
    {
        var gaps = new ReuseHistogram();
        gaps.Add(ReuseHistogram.BucketOf(TimeSpan.FromHours(10)), 500);
        gaps.Add(ReuseHistogram.BucketOf(TimeSpan.FromSeconds(1)), 500);
        var (ttl, keeps) = TtlProposals.Find(gaps, 0.95, TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(1), ttl);
        Assert.InRange(keeps, 0.4, 0.6);
    }
}
