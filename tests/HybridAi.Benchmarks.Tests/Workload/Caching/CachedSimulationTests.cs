using HybridAi.Benchmarks.Workload;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Configuration;
using HybridAi.Node.Settings;

namespace HybridAi.Benchmarks.Tests.Workload.Caching;

public sealed class CachedSimulationTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    [Fact]
    public void Run_SameSeed_SameScore()
    {
        var world = Of(new Popularity(500, 0.83));
        var (one, other) = (Simulation.Run(world, Contender.Cached), Simulation.Run(world, Contender.Cached));
        Assert.Equal(one with { Shares = other.Shares, Rewards = other.Rewards }, other);
        Assert.Equal(one.Rewards, other.Rewards);
    }

    [Fact]
    public void Run_EachRequestEndsOnce_AndHitsCostNothing()
    {
        var world = SimulatedWorld.OfPrompts(3, Length, new Popularity(500, 0.83));
        var (without, with) = (Simulation.Run(world, Contender.Recommended), Simulation.Run(world, Contender.Cached));
        Assert.Equal(world.Arrivals.Count, with.Requests);
        Assert.Equal(world.Arrivals.Count, with.Rewards.Count);
        Assert.Equal(with.Charged, with.Cost);
        Assert.Equal(world.Arrivals.Count(arrival => arrival.Prompt!.Value.Exclusion == Exclusion.None), with.Cacheable);
        Assert.Equal((0, 0, 0), (without.Cacheable, without.FromCache, without.Shared));
        Assert.True(with.FromCache > 0.3 * with.Requests && with.Shared > 0);
        Assert.True(with.Calls < without.Calls && with.Cost.NanoDollars < without.Cost.NanoDollars && with.Mean < without.Mean);
        Assert.Equal(without.Quality, with.Quality, 0.02);
    }

    // Whoever was given another's answer would end the run.
    [Fact]
    public void Run_OnePromptForAll_IsAskedOnceByEachOrganization_HoweverItIsSpelled()
    {
        var score = Simulation.Run(Of(new Popularity(1, 0)), Contender.Cached);
        Assert.InRange(score.Cacheable - score.FromCache - score.Shared, PromptTraffic.OrganizationCount, PromptTraffic.OrganizationCount + 2);
        Assert.Equal((1.0, 0L), (score.Success, score.Evicted));
    }

    [Fact]
    public void Run_AnswersExpireWhenTheyAreToBy_TheSimulatedClock()
    {
        var score = Run(new CacheOptions { Ttl = TimeSpan.FromMinutes(1) }, new Popularity(1, 0));
        var asked = score.Cacheable - score.FromCache - score.Shared;
        Assert.InRange(asked, 7 * PromptTraffic.OrganizationCount, 11 * PromptTraffic.OrganizationCount);
    }

    [Fact]
    public void Run_LittleRoom_GivesUpAnswers_AndStaysWithinIt()
    {
        var (much, little) = (Run(new CacheOptions(), new Popularity(500, 0.83)), Run(new CacheOptions { MaxSize = new ByteSize(2 << 20) }, new Popularity(500, 0.83)));
        Assert.Equal(0, much.Evicted);
        Assert.True(little.Evicted > 100);
        Assert.InRange(little.CachedBytes, 1 << 20, 2 << 20);
        Assert.True(little.FromCache < much.FromCache);
    }

    [Fact]
    public void Run_WithoutCoalescing_NobodyShares()
    {
        var score = Run(new CacheOptions { Coalesce = false }, new Popularity(50, 0));
        Assert.Equal(0, score.Shared);
        Assert.True(Run(new CacheOptions(), new Popularity(50, 0)).Shared > 0);
    }

    [Fact]
    public void Run_SwitchedOff_IsAsWithout()
    {
        var world = Of(new Popularity(50, 0.83));
        var (off, without) = (Simulation.Run(world, Contender.Cached with { Caching = new CacheOptions { Enabled = false } }), Simulation.Run(world, Contender.Recommended));
        Assert.Equal(without.Rewards, off.Rewards);
        Assert.Equal(without with { Shares = off.Shares, Rewards = off.Rewards }, off);
    }

    private static Score Run(CacheOptions options, Popularity popularity) => Simulation.Run(Of(popularity), Contender.Cached with { Caching = options });

    private static SimulatedWorld Of(Popularity popularity) => SimulatedWorld.OfPrompts(3, Length, popularity).WithoutOutage();
}
