using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Invoices;

/// <summary>What a call costs. The product has arithmetic of its own; the two must agree to the nano-dollar.</summary>
internal static class Pricing
{
    /// <summary>What a call in a batch costs of what it would cost alone (OpenAI, Groq and Mistral alike).</summary>
    public const decimal BatchShare = 0.5m;

    /// <summary>Nano-dollars, rounded once per call, halves away from zero. Zero where no price is known.</summary>
    public static long NanoDollars(BilledTokens tokens, PricePeriod? price, decimal share = 1)
    {
        if (price is null)
            return 0;
        var rates = price.RatesFor(tokens.TotalInput);
        var input = rates.Input ?? 0;
        var output = rates.Output ?? 0;
        var perMillion =
            (tokens.Input * input)
            + (tokens.CachedInput * (rates.CachedInput ?? input))
            + (tokens.CacheWrite * (rates.CacheWrite ?? input))
            + (tokens.CacheWrite1h * (rates.CacheWrite1h ?? rates.CacheWrite ?? input))
            + (tokens.AudioInput * (rates.AudioInput ?? input))
            + (tokens.Output * output)
            + (tokens.Reasoning * (rates.Reasoning ?? output))
            + (tokens.AudioOutput * (rates.AudioOutput ?? output))
            + (tokens.ImageOutput * (rates.ImageOutput ?? output));

        // Dollars per million tokens times 10⁹ nano-dollars, divided by 10⁶.
        return decimal.ToInt64(decimal.Round(perMillion * share * 1000m, 0, MidpointRounding.AwayFromZero));
    }

    /// <summary>What training costs, at so many dollars per million tokens.</summary>
    public static long TrainingNanoDollars(long tokens, decimal? price) =>
        decimal.ToInt64(decimal.Round(tokens * (price ?? 0) * 1000m, 0, MidpointRounding.AwayFromZero));
}
