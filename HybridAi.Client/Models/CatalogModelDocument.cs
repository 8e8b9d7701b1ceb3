namespace HybridAi.Client.Models;

/// <summary>A provider's model, as far as it is known: by the catalog that comes with the gateway, and by what administrators defined.</summary>
public sealed record CatalogModelDocument
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's id of it.</summary>
    public required string Model { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for: <c>chat</c>, <c>embedding</c>, <c>transcription</c>, <c>rerank</c>, <c>image</c>, <c>speech</c> or <c>moderation</c>; null if that is not known.</summary>
    public string? Kind { get; init; }

    /// <summary><c>active</c>, <c>preview</c>, <c>legacy</c> (there is a successor), <c>deprecated</c> (until <see cref="ShutdownDate"/>) or <c>retired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Whether requests for it are served: its provider can be called, and a deployment of it is active.</summary>
    public bool Served { get; init; }

    /// <summary>Whether its provider is simulated.</summary>
    public bool Simulated { get; init; }

    /// <summary>Other ids of it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The day it came out, or null.</summary>
    public DateOnly? ReleaseDate { get; init; }

    /// <summary>The day it is or was switched off, or null.</summary>
    public DateOnly? ShutdownDate { get; init; }

    /// <summary>Input and output tokens together; null if that is not known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Most input tokens, where that is less than the window; else null.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most output tokens; null if that is not known.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it takes: <c>text</c>, <c>image</c>, <c>audio</c>, <c>video</c>, <c>pdf</c>.</summary>
    public IReadOnlyList<string> Input { get; init; } = [];

    /// <summary>What it gives: <c>text</c>, <c>image</c>, <c>audio</c>.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>
    /// What it can do: <c>tools</c>, <c>vision</c>, <c>audio</c>, <c>pdf</c>, <c>structured-output</c>, <c>reasoning</c>, <c>speech</c>, <c>streaming</c>,
    /// <c>temperature</c>, each with whether it can; what nobody knows is left out.
    /// </summary>
    public IReadOnlyDictionary<string, bool> Capabilities { get; init; } = new Dictionary<string, bool>();

    /// <summary>The reasoning efforts that it accepts.</summary>
    public IReadOnlyList<string> ReasoningEfforts { get; init; } = [];

    /// <summary>The APIs of its provider that serve it; empty if that is not known.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>The deployments that requests for it can be sent to.</summary>
    public IReadOnlyList<string> Deployments { get; init; } = [];

    /// <summary>Its prices over time, earliest first; empty if they are not known.</summary>
    public IReadOnlyList<ModelPriceDocument> Prices { get; init; } = [];
}

/// <summary>What a model costs from a day on.</summary>
public sealed record ModelPriceDocument : ModelPriceFields
{
    /// <summary>The first day (UTC) that it holds; null: it always did.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Whether it holds now.</summary>
    public bool Current { get; init; }

    /// <summary>Price of 1,000 search units of a reranking model, in US dollars.</summary>
    public decimal? SearchPerThousand { get; init; }

    /// <summary>Price of a minute of transcribed audio, where that is how it is billed.</summary>
    public decimal? PerMinute { get; init; }

    /// <summary>Price of 1,000,000 spoken characters, where that is how it is billed.</summary>
    public decimal? PerMillionCharacters { get; init; }

    /// <summary>Price of an image, where that is how it is billed.</summary>
    public decimal? PerImage { get; init; }

    /// <summary>Prices for long inputs, by rising threshold; the last one whose threshold the input exceeds holds for the whole request.</summary>
    public IReadOnlyList<ModelPriceTierDocument> Tiers { get; init; } = [];
}

/// <summary>Prices that hold for the whole request when its input is longer than a threshold. A class without a price costs what it costs else.</summary>
public sealed record ModelPriceTierDocument : ModelPriceFields
{
    /// <summary>It holds for inputs of more tokens than this.</summary>
    public required long AboveInputTokens { get; init; }
}

/// <summary>Prices in US dollars per 1,000,000 tokens; null: not known, or none of its own.</summary>
public abstract record ModelPriceFields
{
    /// <summary>Price of input.</summary>
    public decimal? InputPerMillion { get; init; }

    /// <summary>Price of output.</summary>
    public decimal? OutputPerMillion { get; init; }

    /// <summary>Price of input that the provider had in its prompt cache.</summary>
    public decimal? CachedInputPerMillion { get; init; }

    /// <summary>Price of writing to the prompt cache.</summary>
    public decimal? CacheWritePerMillion { get; init; }

    /// <summary>Price of writing to the prompt cache for an hour.</summary>
    public decimal? CacheWrite1hPerMillion { get; init; }

    /// <summary>Price of reasoning.</summary>
    public decimal? ReasoningPerMillion { get; init; }

    /// <summary>Price of audio that goes in.</summary>
    public decimal? AudioInputPerMillion { get; init; }

    /// <summary>Price of audio that comes out.</summary>
    public decimal? AudioOutputPerMillion { get; init; }

    /// <summary>Price of images that come out.</summary>
    public decimal? ImageOutputPerMillion { get; init; }
}
