namespace HybridAi.Simulator.Catalog;

/// <summary>US dollars per 1,000,000 tokens, by class. A class without a rate of its own is billed as its side's plain rate.</summary>
internal sealed record PriceRates
{
    public decimal? Input { get; init; }

    public decimal? CachedInput { get; init; }

    public decimal? CacheWrite { get; init; }

    public decimal? CacheWrite1h { get; init; }

    public decimal? AudioInput { get; init; }

    public decimal? Output { get; init; }

    public decimal? Reasoning { get; init; }

    public decimal? AudioOutput { get; init; }

    public decimal? ImageOutput { get; init; }
}
