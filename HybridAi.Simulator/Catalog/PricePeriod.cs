namespace HybridAi.Simulator.Catalog;

/// <summary>What a model costs from a day on.</summary>
/// <param name="From">The first day (UTC); null: since ever.</param>
/// <param name="Rates">The rates below every tier.</param>
/// <param name="Tiers">Rates for the whole request when its input exceeds a threshold, highest threshold first.</param>
internal sealed record PricePeriod(DateOnly? From, PriceRates Rates, IReadOnlyList<PriceTier> Tiers)
{
    public PriceRates RatesFor(long inputTokens)
    {
        foreach (var tier in Tiers)
        {
            if (inputTokens > tier.AboveInputTokens)
                return tier.Rates;
        }

        return Rates;
    }
}

internal sealed record PriceTier(long AboveInputTokens, PriceRates Rates);
