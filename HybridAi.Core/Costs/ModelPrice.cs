using System.Text.Json.Serialization;

namespace HybridAi.Core.Costs;

/// <summary>What a model's tokens cost from a day on. All prices in US dollars per 1,000,000 tokens; null: not known, or none of its own.</summary>
/// <remarks>
/// A class without a price of its own has that of the class it belongs to: cached, cache-write, audio and image input that of
/// <see cref="Input"/> (the one-hour cache that of <see cref="CacheWrite"/> first), reasoning, audio and image output that of
/// <see cref="Output"/>.
/// </remarks>
public record ModelPrice
{
    /// <summary>The first day (UTC) it holds, or null if it always did.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Price of <see cref="TokenUsage.Input"/>.</summary>
    public decimal? Input { get; init; }

    /// <summary>Price of <see cref="TokenUsage.Output"/>.</summary>
    public decimal? Output { get; init; }

    /// <summary>Price of <see cref="TokenUsage.CachedInput"/>.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>Price of <see cref="TokenUsage.CacheWrite"/>.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Price of <see cref="TokenUsage.CacheWrite1h"/>.</summary>
    [JsonPropertyName("cache_write_1h")]
    public decimal? CacheWrite1h { get; init; }

    /// <summary>Price of <see cref="TokenUsage.Reasoning"/>.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Price of <see cref="TokenUsage.AudioInput"/>.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Price of <see cref="TokenUsage.AudioOutput"/>.</summary>
    public decimal? AudioOutput { get; init; }

    /// <summary>Price of <see cref="TokenUsage.ImageOutput"/>.</summary>
    public decimal? ImageOutput { get; init; }

    /// <summary>Price of search units, by which rerankings are billed; in US dollars per 1,000, unlike all others.</summary>
    public decimal? Search { get; init; }

    /// <summary>Price of audio that is transcribed, where that is billed by its duration; in US dollars per minute.</summary>
    public decimal? Minute { get; init; }

    /// <summary>Price of texts that are spoken, where that is billed by their characters; in US dollars per 1,000,000 characters.</summary>
    public decimal? Characters { get; init; }

    /// <summary>Price of images that are made, where that is billed by their number; in US dollars per image.</summary>
    public decimal? Image { get; init; }

    /// <summary>
    /// Prices for long inputs, by rising threshold. The last one whose threshold the request's total input exceeds holds for the whole
    /// request. A class that it has no price for, neither its own nor that of the class it belongs to, costs what it costs here.
    /// </summary>
    /// <remarks>The generated JSON reader gives null for what a file leaves out.</remarks>
    public IReadOnlyList<PriceTier> Tiers { get; init => field = value ?? []; } = [];
}

/// <summary>Prices that hold for the whole request when its input is longer than a threshold.</summary>
public sealed record PriceTier : ModelPrice
{
    /// <summary>The tier holds for total inputs of more tokens than this.</summary>
    public required long AboveInputTokens { get; init; }
}
