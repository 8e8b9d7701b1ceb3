using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;

namespace HybridAi.Node.Settings;

/// <summary>A model of a provider. Configuration section <c>Providers:NAME:Models:N</c>. Prices in US dollars per 1,000,000 tokens.</summary>
public sealed class ModelOptions
{
    /// <summary>The id that the provider knows it by.</summary>
    [Required, MaxLength(256)]
    public string Id { get; set; } = "";

    /// <summary>What it is for. Default: what the catalog says, else chat.</summary>
    public ModelKind? Kind { get; set; }

    /// <summary>Price of input tokens. If it or that of output is set, all prices come from here; else all from the catalog.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? InputPerMillion { get; set; }

    /// <summary>Price of output tokens.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? OutputPerMillion { get; set; }

    /// <summary>Price of cached input tokens; null: that of input.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? CachedInputPerMillion { get; set; }

    /// <summary>Price of tokens written to the provider's cache; null: that of input.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? CacheWritePerMillion { get; set; }

    /// <summary>Price of reasoning tokens; null: that of output.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? ReasoningPerMillion { get; set; }

    /// <summary>Price of 1,000 search units of a reranking model.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? SearchPerThousand { get; set; }

    /// <summary>Price of a minute of transcribed audio, where that is how it is billed.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? PerMinute { get; set; }

    /// <summary>Price of 1,000,000 spoken characters, where that is how it is billed.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? PerMillionCharacters { get; set; }

    /// <summary>Price of an image, where that is how it is billed.</summary>
    [Range(0.0, 1_000_000.0)]
    public decimal? PerImage { get; set; }

    /// <summary>Whether a price is set that only stands beside those of input and output.</summary>
    public bool HasOtherPrices => CachedInputPerMillion is not null || CacheWritePerMillion is not null || ReasoningPerMillion is not null;

    /// <summary>The configured prices, or null if none is.</summary>
    public PriceSchedule? ToPrices() => InputPerMillion is null && OutputPerMillion is null && SearchPerThousand is null
        && PerMinute is null && PerMillionCharacters is null && PerImage is null
        ? null
        : new PriceSchedule(
        [
            new ModelPrice
            {
                Input = InputPerMillion, Output = OutputPerMillion, CachedInput = CachedInputPerMillion,
                CacheWrite = CacheWritePerMillion, Reasoning = ReasoningPerMillion, Search = SearchPerThousand,
                Minute = PerMinute, Characters = PerMillionCharacters, Image = PerImage,
            },
        ]);
}
