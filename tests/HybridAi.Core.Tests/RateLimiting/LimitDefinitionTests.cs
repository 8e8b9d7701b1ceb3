using System.Net;
using HybridAi.Core.RateLimiting;
using static HybridAi.Core.Tests.RateLimiting.Definitions;

namespace HybridAi.Core.Tests.RateLimiting;

public sealed class LimitDefinitionTests
{
    private static readonly LimitDefinition Good = Window("a", 10, TimeSpan.FromMinutes(1));

    [Fact]
    public void All_that_is_wrong_is_said()
    {
        var wrong = Good with
        {
            Amount = 0, Window = TimeSpan.FromDays(2), Target = "nobody", Burst = 5, MaxWait = TimeSpan.FromSeconds(31), MaxWaiting = 0,
        };
        Assert.Equal(["limit", "target", "window", "burst", "maxWait", "maxWaiting"], Problems(wrong));
        Assert.Equal(["window", "algorithm"], Problems(Concurrent("c", 1) with { Window = TimeSpan.FromSeconds(5), Algorithm = LimitAlgorithm.TokenBucket }));
        Assert.Equal(["window"], Problems(Good with { Window = null }));
        Assert.Equal(["window"], Problems(Good with { Window = TimeSpan.FromTicks(10_000_001) }));
        Assert.Equal(["target"], Problems(Good with { Scope = LimitScope.Global, Target = "all" }));
        Assert.Equal(["target"], Problems(Good with { Scope = LimitScope.Ip, Target = "10.0.0.0/33" }));
        Assert.Equal(["target"], Problems(Good with { Scope = LimitScope.Model, Target = "a\nb" }));
        Assert.Equal(["maxWaiting"], Problems(Good with { MaxWaiting = 5 }));
    }

    [Fact]
    public void What_is_right_is_taken()
    {
        Assert.Empty(Problems(Good));
        Assert.Empty(Problems(Good with { Target = Guid.NewGuid().ToString() }));
        Assert.Empty(Problems(Good with { Scope = LimitScope.User, Target = "alice" }));
        Assert.Empty(Problems(Good with { Scope = LimitScope.Ip, Target = "2001:db8::/32" }));
        Assert.Empty(Problems(Bucket("b", 1, TimeSpan.FromDays(1), 50) with { MaxWait = TimeSpan.FromSeconds(30), MaxWaiting = 10_000 }));
        Assert.Empty(Problems(Concurrent("c", LimitDefinitionCheck.MostAmount)));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("fe80::1%3", "fe80::")]
    [InlineData("::1", "::")]
    public void A_client_is_counted_by_what_it_cannot_choose(string address, string by) =>
        Assert.Equal(IPAddress.Parse(by), ClientNetwork.CountedBy(ClientNetwork.Plain(IPAddress.Parse(address))));

    [Fact]
    public void A_scope_reads_back_as_it_was()
    {
        var id = Guid.NewGuid();
        foreach (var key in new[] { new LimitKey("c", id, null), new LimitKey("c", id, "a/b"), new LimitKey("c", id, ""), new LimitKey("c", default, "openai/gpt"), new LimitKey("c", default, null) })
            Assert.Equal(key, LimitKey.Parse("c", key.Scope));
    }

    [Fact]
    public void Counters_begin_anew_where_their_form_changes_and_else_go_on()
    {
        var counters = new Limit(Good).Counters;
        Assert.Equal(counters, new Limit(Good with { Amount = 99, Disabled = true, Scope = LimitScope.Ip }).Counters);
        Assert.NotEqual(counters, new Limit(Good with { Window = TimeSpan.FromSeconds(1) }).Counters);
        Assert.NotEqual(counters, new Limit(Good with { Algorithm = LimitAlgorithm.TokenBucket }).Counters);
    }

    [Fact]
    public void A_set_has_what_counts_and_is_none_if_nothing_does()
    {
        Assert.Null(LimitSet.Of([Good with { Disabled = true }]));
        var set = LimitSet.Of([Good with { Name = "z", Scope = LimitScope.Model }, Good, Good with { Name = "off", Disabled = true }])!;
        Assert.Equal(["a", "z"], set.All.Select(limit => limit.Name));
        Assert.Equal(["a"], set.OfCallers.Select(limit => limit.Name));
        Assert.Equal(["z"], set.OfDeployments.Select(limit => limit.Name));
        Assert.Equal("z", set.Find("Z")?.Name);
    }

    private static IEnumerable<string> Problems(LimitDefinition definition)
    {
        var found = new List<string>();
        LimitDefinitionCheck.Run(definition, (field, _) => found.Add(field));
        return found;
    }
}
