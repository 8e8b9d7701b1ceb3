using System.Globalization;
using System.Numerics;
using System.Text.Json;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Tests.Catalog;

namespace HybridAi.Core.Tests.Costs;

/// <summary>Costs of random usages for every model of the catalog, against arithmetic with big integers on the raw data file.</summary>
public sealed class CatalogCostTests
{
    // Each class with the names of the prices that may hold for it, the first that is there wins.
    private static readonly (Func<TokenUsage, long> Tokens, string[] Prices)[] Classes =
    [
        (usage => usage.Input, ["input"]),
        (usage => usage.CachedInput, ["cached_input", "input"]),
        (usage => usage.CacheWrite, ["cache_write", "input"]),
        (usage => usage.CacheWrite1h, ["cache_write_1h", "cache_write", "input"]),
        (usage => usage.AudioInput, ["audio_input", "input"]),
        (usage => usage.ImageInput, ["input"]),
        (usage => usage.Output, ["output"]),
        (usage => usage.Reasoning, ["reasoning", "output"]),
        (usage => usage.AudioOutput, ["audio_output", "output"]),
        (usage => usage.ImageOutput, ["image_output", "output"]),
    ];

    [Fact]
    public void Costs_are_exact_for_every_model_on_random_usages()
    {
        var random = new Random(20261120);
        var known = 0;
        foreach (var (raw, model) in RawCatalog.Models.Zip(ModelCatalog.LoadBuiltIn().Models))
        {
            for (var i = 0; i < 300; i++)
            {
                var usage = RandomUsage(random);
                var at = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(random.Next(4 * 365 * 86_400));
                var expected = Expect(raw, usage, at);
                var actual = model.Prices.CostOf(usage, at);
                Assert.True(expected == actual?.NanoDollars, $"{model.Provider}/{model.Id} {usage} at {at:O}: {actual?.NanoDollars} instead of {expected}");
                known += actual is null ? 0 : 1;
            }
        }

        Assert.True(known > 20_000);
    }

    [Fact]
    public void Announced_price_changes_begin_at_midnight_UTC()
    {
        var changes = 0;
        foreach (var (raw, model) in RawCatalog.Models.Zip(ModelCatalog.LoadBuiltIn().Models))
        {
            foreach (var from in raw.List("prices").Select(price => price.Member("from")?.GetString()).OfType<string>())
            {
                var midnight = DateTimeOffset.Parse(from + "T00:00:00Z", CultureInfo.InvariantCulture);
                var usage = new TokenUsage { Input = 1_000_003, CachedInput = 17, CacheWrite = 5 };
                Assert.Equal(Expect(raw, usage, midnight), model.Prices.CostOf(usage, midnight)?.NanoDollars);
                Assert.Equal(Expect(raw, usage, midnight.AddTicks(-1)), model.Prices.CostOf(usage, midnight.AddTicks(-1))?.NanoDollars);
                changes++;
            }
        }

        Assert.True(changes > 0);
    }

    private static TokenUsage RandomUsage(Random random)
    {
        return new TokenUsage
        {
            Input = Count(), CachedInput = Count(), CacheWrite = Count(), CacheWrite1h = Count(), AudioInput = Count(),
            ImageInput = Count(), Output = Count(), Reasoning = Count(), AudioOutput = Count(), ImageOutput = Count(),
        };

        // Small, at the usual thresholds, and absurd ones; often none.
        long Count() => random.Next(8) switch
        {
            0 => random.NextInt64(int.MaxValue),
            1 => random.Next(190_000, 280_000),
            2 or 3 => random.Next(10_000),
            4 => random.Next(3),
            _ => 0,
        };
    }

    private static long? Expect(JsonElement model, TokenUsage usage, DateTimeOffset at)
    {
        var day = at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var price = model.List("prices")
            .Where(candidate => string.CompareOrdinal(candidate.Member("from")?.GetString() ?? "", day) <= 0)
            .OrderBy(candidate => candidate.Member("from")?.GetString() ?? "", StringComparer.Ordinal)
            .Cast<JsonElement?>().LastOrDefault();
        if (price is null)
            return null;
        var input = Classes.Take(6).Aggregate(BigInteger.Zero, (sum, tokenClass) => sum + tokenClass.Tokens(usage));
        var tier = price.Value.List("tiers").Where(candidate => input > candidate.GetProperty("above_input_tokens").GetInt64())
            .OrderBy(candidate => candidate.GetProperty("above_input_tokens").GetInt64()).Cast<JsonElement?>().LastOrDefault();

        // Counted in 10⁻³⁰ USD per 1,000,000 tokens.
        var sum = BigInteger.Zero;
        foreach (var (tokens, names) in Classes)
        {
            var count = tokens(usage);
            if (count == 0)
                continue;
            var inTier = names.Select(name => tier?.Member(name));
            if (inTier.Concat(names.Select(name => price.Value.Member(name))).FirstOrDefault(found => found is not null) is not { } rate)
                return null;
            sum += count * Parse(rate.GetRawText());
        }

        // USD·10⁻³⁰ per million → nano-dollars: divide by 10³⁰·10⁶ and multiply by 10⁹, halves up (there is nothing negative).
        var divisor = BigInteger.Pow(10, 27);
        return (long)(((2 * sum) + divisor) / (2 * divisor));
    }

    private static BigInteger Parse(string number)
    {
        Assert.DoesNotContain('e', number);
        var parts = number.Split('.');
        var fraction = parts.Length > 1 ? parts[1] : "";
        return BigInteger.Parse(parts[0] + fraction.PadRight(30, '0'), CultureInfo.InvariantCulture);
    }
}
