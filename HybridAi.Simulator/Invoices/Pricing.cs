using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Invoices;

/// <summary>What a call costs. The product has arithmetic of its own; the two must agree to the nano-dollar.</summary>
internal static class Pricing
{
    /// <summary>Nano-dollars, rounded once per call, halves away from zero. Zero where no price is known.</summary>
    public static long NanoDollars(BilledTokens tokens, PricePeriod? price)
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
        return decimal.ToInt64(decimal.Round(perMillion * 1000m, 0, MidpointRounding.AwayFromZero));
    }
}
