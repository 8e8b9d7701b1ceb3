using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Providers;

/// <summary>A provider as an administrator defined it over the management API: data only, its key apart from it.</summary>
public sealed record ProviderDefinition
{
    /// <summary>Its name, in lower case: letters, digits, dots, hyphens and underscores, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>Grows by one with each change; 1 at first.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>When it was last changed, in UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it is used. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The built-in profile that it starts from, or null: the plain form of <see cref="Format"/>.</summary>
    public string? Profile { get; init; }

    /// <summary>The wire format; null: that of the profile.</summary>
    public string? Format { get; init; }

    /// <summary>The absolute address that paths are appended to; null: that of the profile.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>The header that carries the bare key; null: that of the profile, else <c>Authorization: Bearer</c>.</summary>
    public string? AuthHeader { get; init; }

    /// <summary>Whether it is called without a key. Default false.</summary>
    public bool KeyOptional { get; init; }

    /// <summary>Headers sent with each call, besides the profile's.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Path of chats; null: that of the profile, else of the format. <c>{model}</c> is filled in.</summary>
    public string? ChatPath { get; init; }

    /// <summary>Path of streamed chats, where it is another one.</summary>
    public string? ChatStreamPath { get; init; }

    /// <summary>Path of embeddings; null: that of the profile; empty: it has none.</summary>
    public string? EmbeddingsPath { get; init; }

    /// <summary>Top-level fields of a chat that it knows by another name, from the format's name to its own; besides the profile's.</summary>
    public IReadOnlyDictionary<string, string> Rename { get; init; } = new Dictionary<string, string>();

    /// <summary>Top-level fields of a chat that it would refuse; taken out and named to the caller; besides the profile's.</summary>
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>Whether it may be at a private, loopback or link-local address. Default false.</summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Whether it also serves models that are not listed; null: as the profile says, else false.</summary>
    public bool? AcceptUnlistedModels { get; init; }

    /// <summary>Where it serves from, for routing by region; or null.</summary>
    public string? Region { get; init; }

    /// <summary>Its place in the order of preference, lower first, 0 to 10,000; null: after the built-in ones.</summary>
    public int? Order { get; init; }

    /// <summary>Its models, besides those that the catalog lists for the profile.</summary>
    public IReadOnlyList<ModelDefinition> Models { get; init; } = [];

    /// <summary>The name only: addresses may hold secrets.</summary>
    public override string ToString() => Name;
}

/// <summary>A model of a defined provider. Null and empty mean that nothing is known.</summary>
public sealed record ModelDefinition
{
    /// <summary>The id that the provider knows it by.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for. Default chat.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>Input and output tokens together.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Most output tokens.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it takes: <c>text</c>, <c>image</c>, <c>audio</c>, <c>video</c>, <c>pdf</c>.</summary>
    public IReadOnlyList<string> Input { get; init; } = [];

    /// <summary>What it can do.</summary>
    public ModelFeatures Supports { get; init; } = new();

    /// <summary>The reasoning efforts it accepts.</summary>
    public IReadOnlyList<string> ReasoningEfforts { get; init; } = [];

    /// <summary>Its price in US dollars per 1,000,000 tokens; null: the catalog's, else unknown.</summary>
    public ModelPrice? Price { get; init; }
}
