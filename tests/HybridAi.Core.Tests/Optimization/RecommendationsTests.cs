using HybridAi.Core.Costs;
using HybridAi.Core.Optimization;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Tests.Optimization;

public sealed class RecommendationsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_ground_there_is_none() =>
        Assert.Empty(Recommendations.Of(Facts(Model("a", "m", 1000) with { CacheHits = 5, CacheMisses = 995, OffRequests = 500, OffCost = Cost.FromUsd(50) })));

    [Theory]
    // As often as twice the others, but by less than two points; by two points, but not twice; both, but by chance; too few.
    [InlineData(10_000, 190, 10_000, 50, false)]
    [InlineData(10_000, 1500, 10_000, 1000, false)]
    [InlineData(100, 4, 100, 1, false)]
    [InlineData(99, 50, 1000, 0, false)]
    [InlineData(1000, 50, 99, 0, false)]
    [InlineData(1000, 50, 1000, 10, true)]
    [InlineData(100, 7, 100_000, 0, true)]
    [InlineData(100, 100, 100, 0, true)]
    [InlineData(100, 0, 100, 0, false)]
    public void A_provider_that_fails_more_often_than_the_others_by_more_than_chance(long requests, long failed, long othersRequests, long othersFailed, bool found)
    {
        var facts = Facts() with { Providers = [new("a", requests, failed), new("b", othersRequests / 2, othersFailed / 2), new("c", othersRequests - (othersRequests / 2), othersFailed - (othersFailed / 2))] };
        var advice = Recommendations.Of(facts).Where(one => one.Subject == "a").ToList();
        Assert.Equal(found ? 1 : 0, advice.Count);
        if (found)
        {
            Assert.Equal(RecommendationKinds.ProviderErrors, advice[0].Kind);
            Assert.Equal((long)Math.Round(failed - (requests * (double)othersFailed / othersRequests)), advice[0].ErrorsAvoided);
            Assert.Equal(decimal.Round(failed / (decimal)requests, 6), advice[0].Figures["errorRate"]);
        }
    }

    [Fact]
    public void The_cheapest_of_those_that_succeed_as_often_with_what_would_have_been_saved()
    {
        var dear = Model("a", "m", 200) with { PaidRequests = 200, PaidCost = Cost.FromUsd(10), PaidUsage = new TokenUsage { Input = 2_000_000, Output = 1_000_000 } };
        var facts = Facts(dear, Model("b", "m", 200), Model("c", "n", 150), Model("d", "m", 99), Model("e", "m", 200) with { Succeeded = 199, Errors = 1 }) with
        {
            // b: 6 dollars, c: 4 dollars by an alias, d is hardly used, e fails.
            Alternatives = [[Of("a", "m", 1, 8), Of("b", "m", 1, 4), Of("d", "m", 0.1m, 0.1m), Of("e", "m", 0.1m, 0.1m)], [Of("c", "n", 1, 2), Of("a", "m", 1, 8)]],
        };
        var found = Assert.Single(Recommendations.Of(facts));
        Assert.Equal((RecommendationKinds.CheaperDeployment, "a/m", Cost.FromUsd(6)), (found.Kind, found.Subject, found.Saving!.Value));
        Assert.Equal((10m, 4m, 1m), (found.Figures["costUsd"], found.Figures["otherCostUsd"], found.Figures["otherSuccessRate"]));
        Assert.Contains("c/n", found.Text, StringComparison.Ordinal);
        // Of what nobody knows the cost of nothing can be said.
        Assert.DoesNotContain(Recommendations.Of(facts with { Models = [dear with { UnknownCosts = 1 }, .. facts.Models.Skip(1)] }), one => one.Kind == RecommendationKinds.CheaperDeployment);
        // A tenth at least.
        Assert.Empty(Recommendations.Of(facts with { Alternatives = [[Of("a", "m", 1, 8), Of("b", "m", 1, 7.1m)]] }));
    }

    [Fact]
    public void Where_long_inputs_cost_more_the_average_request_decides()
    {
        var dear = Model("a", "m", 100) with { PaidRequests = 100, PaidCost = Cost.FromUsd(100), PaidUsage = new TokenUsage { Input = 20_000_000 } };
        Deployment Tiered(long above) => new()
        {
            Provider = "b", Model = "m", Prices = new PriceSchedule([new ModelPrice { Input = 1, Output = 1, Tiers = [new PriceTier { AboveInputTokens = above, Input = 2 }] }]),
        };
        Cost? Saving(long above) => Recommendations.Of(Facts(dear, Model("b", "m", 100)) with { Alternatives = [[Of("a", "m", 5, 5), Tiered(above)]] }).Single().Saving;
        // 200,000 tokens a request, 20 million together.
        Assert.Equal(Cost.FromUsd(80), Saving(above: 200_000));
        Assert.Equal(Cost.FromUsd(60), Saving(above: 199_999));
    }

    [Fact]
    public void What_goes_without_a_cache_that_knows_the_models_prompts()
    {
        var model = Model("a", "m", 400) with { CacheHits = 50, CacheMisses = 150, OffRequests = 200, OffCost = Cost.FromUsd(8) };
        var found = Assert.Single(Recommendations.Of(Facts(model)));
        Assert.Equal((RecommendationKinds.CacheOff, Cost.FromUsd(2), 0.25m), (found.Kind, found.Saving!.Value, found.Figures["hitRate"]));
        Assert.Empty(Recommendations.Of(Facts(model with { OffRequests = 99 }, model with { CacheHits = 9, CacheMisses = 90 }, model with { OffCost = Cost.Zero }, model with { CacheHits = 19, CacheMisses = 181 })));
    }

    [Fact]
    public void Unknown_prices_and_circuits_that_open_again_and_again_behind_what_saves_money()
    {
        var facts = Facts(Model("a", "x", 10) with { UnknownCosts = 3 }, Model("a", "m", 400) with { CacheHits = 50, CacheMisses = 150, OffRequests = 200, OffCost = Cost.FromUsd(8) }) with
        {
            BreakerOpenings = new Dictionary<string, int> { ["a/x"] = 3, ["a/y"] = 2 },
        };
        var found = Recommendations.Of(facts);
        Assert.Equal([(RecommendationKinds.CacheOff, "a/m"), (RecommendationKinds.BreakerOpens, "a/x"), (RecommendationKinds.UnknownPrice, "a/x")], found.Select(one => (one.Kind, one.Subject)));
        Assert.Equal((3m, 3m), (found[1].Figures["openings"], found[2].Figures["unknownCosts"]));
    }

    private static OptimizationFacts Facts(params ModelFacts[] models) => new() { Now = Now, Models = models };

    private static ModelFacts Model(string provider, string model, long requests) => new() { Provider = provider, Model = model, Requests = requests, Succeeded = requests };

    private static Deployment Of(string provider, string model, decimal input, decimal output) => new()
    {
        Provider = provider, Model = model, Prices = new PriceSchedule([new ModelPrice { Input = input, Output = output }]),
    };
}
