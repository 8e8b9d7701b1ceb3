using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Costs;

public sealed class PriceScheduleTests
{
    private static readonly DateTimeOffset AnyTime = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TokenUsage OneOfEach = new()
    {
        Input = 1, CachedInput = 1, CacheWrite = 1, CacheWrite1h = 1, AudioInput = 1, ImageInput = 1,
        Output = 1, Reasoning = 1, AudioOutput = 1, ImageOutput = 1,
    };

    [Fact]
    public void A_price_holds_from_midnight_UTC_of_its_first_day()
    {
        var prices = new PriceSchedule(
        [
            new ModelPrice { From = new DateOnly(2026, 7, 30), Input = 3 },
            new ModelPrice { Input = 1 },
            new ModelPrice { From = new DateOnly(2026, 3, 1), Input = 2 },
        ]);
        var midnight = new DateTimeOffset(2026, 7, 30, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(1_000, CostAt(DateTimeOffset.MinValue));
        Assert.Equal(1_000, CostAt(new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, TimeSpan.Zero)));
        Assert.Equal(2_000, CostAt(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(2_000, CostAt(midnight.AddTicks(-1)));
        Assert.Equal(3_000, CostAt(midnight));
        // The same moment, told by other clocks.
        Assert.Equal(3_000, CostAt(midnight.ToOffset(TimeSpan.FromHours(-8))));
        Assert.Equal(2_000, CostAt(new DateTimeOffset(2026, 7, 30, 1, 59, 59, TimeSpan.FromHours(2))));
        Assert.Equal(3_000, CostAt(DateTimeOffset.MaxValue));
        Assert.Equal([null, new DateOnly(2026, 3, 1), new DateOnly(2026, 7, 30)], prices.Prices.Select(price => price.From));

        long? CostAt(DateTimeOffset at) => prices.CostOf(new TokenUsage { Input = 1 }, at)?.NanoDollars;
    }

    [Fact]
    public void Before_the_first_known_price_the_cost_is_unknown()
    {
        var prices = new PriceSchedule([new ModelPrice { From = new DateOnly(2026, 7, 30), Input = 3 }]);
        Assert.Null(prices.CostOf(new TokenUsage { Input = 1 }, new DateTimeOffset(2026, 7, 29, 23, 59, 59, TimeSpan.Zero)));
    }

    [Fact]
    public void No_price_is_unknown_even_for_no_tokens()
    {
        Assert.Null(PriceSchedule.Unknown.CostOf(default, AnyTime));
        Assert.Null(PriceSchedule.Unknown.CostOf(OneOfEach, AnyTime));
    }

    [Fact]
    public void A_class_without_a_price_makes_the_cost_unknown_only_if_it_was_used()
    {
        var inputOnly = new PriceSchedule([new ModelPrice { Input = 1 }]);
        Assert.Equal(5_000, inputOnly.CostOf(new TokenUsage { Input = 5 }, AnyTime)!.Value.NanoDollars);
        Assert.Null(inputOnly.CostOf(new TokenUsage { Input = 5, Output = 1 }, AnyTime));
        Assert.Null(inputOnly.CostOf(new TokenUsage { Reasoning = 1 }, AnyTime));
        Assert.Null(inputOnly.CostOf(new TokenUsage { AudioOutput = 1 }, AnyTime));
        Assert.Null(inputOnly.CostOf(new TokenUsage { ImageOutput = 1 }, AnyTime));
        var outputOnly = new PriceSchedule([new ModelPrice { Output = 1 }]);
        Assert.Null(outputOnly.CostOf(new TokenUsage { CachedInput = 1, Output = 1 }, AnyTime));
        Assert.Null(outputOnly.CostOf(new TokenUsage { CacheWrite1h = 1 }, AnyTime));
    }

    [Fact]
    public void A_price_of_zero_is_known()
    {
        var free = new PriceSchedule([new ModelPrice { Input = 0, Output = 0 }]);
        Assert.Equal(Cost.Zero, free.CostOf(OneOfEach, AnyTime));
    }

    [Fact]
    public void Classes_without_a_price_of_their_own_have_that_of_the_class_they_belong_to()
    {
        var plain = new PriceSchedule([new ModelPrice { Input = 1, Output = 10 }]);
        Assert.Equal((6 * 1_000) + (4 * 10_000), plain.CostOf(OneOfEach, AnyTime)!.Value.NanoDollars);
        var cacheWrite = new PriceSchedule([new ModelPrice { Input = 1, CacheWrite = 2, Output = 0 }]);
        Assert.Equal(2_000, cacheWrite.CostOf(new TokenUsage { CacheWrite1h = 1 }, AnyTime)!.Value.NanoDollars);
    }

    [Fact]
    public void Each_class_has_its_own_price()
    {
        var prices = new PriceSchedule([new ModelPrice
        {
            Input = 1, CachedInput = 2, CacheWrite = 4, CacheWrite1h = 8, AudioInput = 16,
            Output = 64, Reasoning = 128, AudioOutput = 256, ImageOutput = 512,
        }]);
        foreach (var (usage, expected) in new (TokenUsage, long)[]
        {
            (new() { Input = 1 }, 1), (new() { CachedInput = 1 }, 2), (new() { CacheWrite = 1 }, 4), (new() { CacheWrite1h = 1 }, 8),
            (new() { AudioInput = 1 }, 16), (new() { ImageInput = 1 }, 1), (new() { Output = 1 }, 64), (new() { Reasoning = 1 }, 128),
            (new() { AudioOutput = 1 }, 256), (new() { ImageOutput = 1 }, 512),
        })
            Assert.Equal(expected * 1_000, prices.CostOf(usage, AnyTime)!.Value.NanoDollars);
    }

    [Fact]
    public void The_sum_is_rounded_once()
    {
        // 0.0004 nano-dollars a token: rounded by class each would vanish.
        var prices = new PriceSchedule([new ModelPrice { Input = 0.0000004m, Output = 0.0000004m }]);
        Assert.Equal(1, prices.CostOf(new TokenUsage { Input = 625, Output = 625 }, AnyTime)!.Value.NanoDollars);
        Assert.Equal(0, prices.CostOf(new TokenUsage { Input = 624, Output = 625 }, AnyTime)!.Value.NanoDollars);
    }

    [Theory]
    [InlineData(200, 1)]
    [InlineData(201, 2)]
    [InlineData(400, 2)]
    [InlineData(401, 4)]
    public void A_tier_holds_for_the_whole_request_above_its_threshold_of_total_input(long total, long price)
    {
        var prices = new PriceSchedule([new ModelPrice
        {
            Input = 1, Output = 1, Tiers = [new PriceTier { AboveInputTokens = 400, Input = 4, Output = 4 }, new PriceTier { AboveInputTokens = 200, Input = 2, Output = 2 }],
        }]);
        var usage = new TokenUsage { Input = 10, CachedInput = 50, CacheWrite = 20, CacheWrite1h = 20, AudioInput = 50, ImageInput = total - 150, Output = 7 };
        Assert.Equal((total + 7) * price * 1_000, prices.CostOf(usage, AnyTime)!.Value.NanoDollars);
    }

    [Fact]
    public void A_class_that_a_tier_does_not_name_has_the_tiers_price_of_what_it_belongs_to_else_stays_as_it_was()
    {
        var prices = new PriceSchedule([new ModelPrice
        {
            Input = 1, CachedInput = 0.5m, Output = 10, Reasoning = 20, Tiers = [new PriceTier { AboveInputTokens = 1, Input = 2 }],
        }]);
        var usage = new TokenUsage { Input = 1, CachedInput = 2, Output = 1, Reasoning = 1, AudioInput = 1 };
        Assert.Equal(2_000 + (2 * 2_000) + 10_000 + 20_000 + 2_000, prices.CostOf(usage, AnyTime)!.Value.NanoDollars);
    }

    [Fact]
    public void Searches_have_a_price_of_their_own_or_none()
    {
        var prices = new PriceSchedule([new ModelPrice { Input = 1 }, new ModelPrice { From = new DateOnly(2026, 2, 1), Search = 2.5m }]);

        Assert.Null(prices.CostOfSearches(1, new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(7_500_000, prices.CostOfSearches(3, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero))!.Value.NanoDollars);
        Assert.Null(PriceSchedule.Unknown.CostOfSearches(1, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData(900, 0, 50)]
    [InlineData(900, 100, 50)]
    [InlineData(150_000, 100_000, 5000)]
    [InlineData(0, 0, 7)]
    public void An_estimate_is_the_cost_but_for_rounding(long input, long cached, long output)
    {
        var at = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var schedule = new PriceSchedule(
        [
            new ModelPrice { Input = 9, Output = 9 },
            new ModelPrice { From = new DateOnly(2026, 1, 1), Input = 2, CachedInput = 0.5m, Output = 10, Tiers = [new PriceTier { AboveInputTokens = 200_000, Input = 4, Output = 15 }] },
        ]);
        foreach (var day in new[] { at, at.AddYears(-1) })
        {
            var exact = schedule.CostOf(new TokenUsage { Input = input, CachedInput = cached, Output = output }, day)!.Value;
            Assert.Equal((double)exact.Usd, schedule.Estimate(input, cached, output, day), 8);
        }
    }

    [Fact]
    public void An_estimate_by_an_unknown_price_is_infinite()
    {
        Assert.True(double.IsPositiveInfinity(PriceSchedule.Unknown.Estimate(1, 0, 0, DateTimeOffset.UnixEpoch)));
        var inputOnly = new PriceSchedule([new ModelPrice { Input = 1 }]);
        Assert.Equal(0.001, inputOnly.Estimate(1000, 0, 0, DateTimeOffset.UnixEpoch), 12);
        Assert.True(double.IsPositiveInfinity(inputOnly.Estimate(1000, 0, 1, DateTimeOffset.UnixEpoch)));
    }
}
