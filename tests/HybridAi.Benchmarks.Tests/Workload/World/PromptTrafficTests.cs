using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Tests.Workload.World;

public sealed class PromptTrafficTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(0.83, 1.7777)]
    [InlineData(1, 2.0)]
    public void At_OverAllDraws_GivesEachRankItsShare(double exponent, double firstToSecond)
    {
        const int Draws = 200_000;
        var popularity = new Popularity(50, exponent);
        var counts = new int[50];
        for (var i = 0; i < Draws; i++)
            counts[popularity.At((i + 0.5) / Draws)]++;
        Assert.Equal(firstToSecond, (double)counts[0] / counts[1], 0.01);
        Assert.Equal(Math.Pow(50, exponent), (double)counts[0] / counts[49], 0.05 * Math.Pow(50, exponent));
    }

    [Fact]
    public void At_TheEnds_IsTheFirstAndTheLast()
    {
        var popularity = new Popularity(7, 0.83);
        Assert.Equal((0, 6), (popularity.At(0), popularity.At(Math.BitDecrement(1.0))));
    }

    [Fact]
    public void Arrivals_OfOnePrompt_AreAlike_WhoeverAsks()
    {
        var arrivals = SimulatedWorld.OfPrompts(5, Length, new Popularity(20, 0.83)).Arrivals;
        Assert.Equal(arrivals.Select(arrival => arrival.At).Order(), arrivals.Select(arrival => arrival.At));
        foreach (var same in arrivals.GroupBy(arrival => arrival.Prompt!.Value.Number))
        {
            Assert.Single(same.Select(arrival => (arrival.Task, arrival.InputTokens, arrival.OutputTokens, arrival.Request with { At = default })).Distinct());
            Assert.Equal(PromptTraffic.OrganizationCount, same.Select(arrival => arrival.Prompt!.Value.Organization).Distinct().Count());
        }
    }

    [Fact]
    public void Arrivals_OneInTen_MustNotBeCached_AndOrganizationsDifferInSize()
    {
        var arrivals = SimulatedWorld.OfPrompts(5, Length, new Popularity(20, 0)).Arrivals;
        Assert.InRange(arrivals.Count, 12_500, 14_500);
        AssertShare(0.90, prompt => prompt.Exclusion == Exclusion.None);
        AssertShare(0.05, prompt => prompt.Exclusion == Exclusion.SwitchedOff);
        AssertShare(0.03, prompt => prompt.Exclusion == Exclusion.Stored);
        AssertShare(0.02, prompt => prompt.Exclusion == Exclusion.Spoken);
        AssertShare(0.40, prompt => prompt.Organization == 0);
        AssertShare(0.08, prompt => prompt.Organization == 4);
        AssertShare(0.50, prompt => prompt.Spelling == 0);

        void AssertShare(double expected, Func<AskedPrompt, bool> condition) =>
            Assert.Equal(expected, (double)arrivals.Count(arrival => condition(arrival.Prompt!.Value)) / arrivals.Count, 0.015);
    }
}
