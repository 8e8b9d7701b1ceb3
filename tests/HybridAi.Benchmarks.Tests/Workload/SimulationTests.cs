using HybridAi.Benchmarks.Workload;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Tests.Workload;

public sealed class SimulationTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    public static TheoryData<string> Contenders => [.. Contender.All.Select(contender => contender.Name)];

    [Theory]
    [MemberData(nameof(Contenders))]
    public void Run_SameSeed_SameScore(string name)
    {
        var (one, other) = (Run(7, name), Run(7, name));
        Assert.Equal(one with { Shares = other.Shares, Rewards = other.Rewards }, other);
        Assert.Equal(one.Shares, other.Shares);
        Assert.Equal(one.Rewards, other.Rewards);
    }

    [Fact]
    public void Run_OtherSeed_OtherScore() => Assert.NotEqual(Run(7, Contender.EqualWeights.Name).P95, Run(8, Contender.EqualWeights.Name).P95);

    [Theory]
    [MemberData(nameof(Contenders))]
    public void Run_EachRequestEndsOnce_AndWhatProvidersChargeIsWhatRequestsCost(string name)
    {
        var world = new SimulatedWorld(3, Length);
        var score = Simulation.Run(world, Named(name));
        Assert.Equal(world.Arrivals.Count, score.Requests);
        Assert.Equal(score.Requests, score.Served + score.Failed);
        Assert.Equal(score.Charged, score.Cost);
        Assert.True(score.Cost.NanoDollars > 0 && score.Served > 0);
    }

    [Fact]
    public void Run_OnlyTheProviderThatIsDown_FailsWhileItIs()
    {
        var world = new SimulatedWorld(3, Length);
        var down = Simulation.Run(world, Contender.All.Single(contender => contender.Only == world.Outage.Provider));
        var share = (world.Outage.To - world.Outage.From) / Length;
        Assert.InRange(down.Success, 0.5 - share, 1.2 - share);
        Assert.True(Simulation.Run(world, Contender.EqualWeights).Success > 0.99);
    }

    [Fact]
    public void Run_Hedged_ShortensTheLongestWaits_WithinItsBound()
    {
        foreach (var (without, with) in Contender.Hedged)
        {
            var (before, after) = (Run(3, without.Name), Run(3, with.Name));
            Assert.Equal((0.0, 0.0), (before.Hedged, before.ExtraSpend));
            Assert.InRange(after.Hedged, 0.005, 0.05);
            Assert.InRange(after.ExtraSpend, 0.001, 0.055);
            Assert.True(after.P99 < before.P99, $"{with.Name}: {after.P99} and {before.P99}");
        }
    }

    [Fact]
    public void Arrivals_OfAnHour_AreOfAllTasks_SomeSharingPrefixes()
    {
        var arrivals = new SimulatedWorld(5, Length).Arrivals;
        Assert.Equal(Enumerable.Range(0, TaskProfile.All.Count), arrivals.Select(arrival => arrival.Task).Distinct().Order());
        Assert.Equal(arrivals.Select(arrival => arrival.At).Order(), arrivals.Select(arrival => arrival.At));
        var marks = arrivals.SelectMany(arrival => arrival.Request.Prefix ?? []).ToArray();
        Assert.True(marks.DistinctBy(mark => mark.Hash).Count() < marks.Length);
    }

    private static Score Run(long seed, string name) => Simulation.Run(new SimulatedWorld(seed, Length), Named(name));

    private static Contender Named(string name) => Contender.All.Single(contender => contender.Name == name);
}
