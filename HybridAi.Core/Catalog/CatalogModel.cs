using HybridAi.Core.Costs;

namespace HybridAi.Core.Catalog;

/// <summary>What is known of one provider's model: the data that decisions are made by instead of its name.</summary>
public sealed record CatalogModel
{
    /// <summary>The id that the provider knows it by.</summary>
    public required string Id { get; init; }

    /// <summary>The provider, as <c>openai</c> or <c>groq</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Display name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public ModelKind Kind { get; init; }

    /// <summary>Whether it is still served.</summary>
    public ModelStatus Status { get; init; } = ModelStatus.Active;

    /// <summary>Other ids that the provider accepts for it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The day it came out, or null.</summary>
    public DateOnly? ReleaseDate { get; init; }

    /// <summary>The day it is or was switched off, or null.</summary>
    public DateOnly? ShutdownDate { get; init; }

    /// <summary>Input and output tokens together, or null if unknown.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Most input tokens, where that is less than the window; or null.</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>Most output tokens, or null if unknown.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it takes: <c>text</c>, <c>image</c>, <c>audio</c>, <c>video</c>, <c>pdf</c>.</summary>
    public IReadOnlyList<string> Input { get; init; } = [];

    /// <summary>What it gives: <c>text</c>, <c>image</c>, <c>audio</c>.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>What it can do.</summary>
    public ModelFeatures Supports { get; init; } = new();

    /// <summary>The reasoning efforts it accepts, or none.</summary>
    public IReadOnlyList<string> ReasoningEfforts { get; init; } = [];

    /// <summary>
    /// How its reasoning is controlled: <c>toggle</c> (it can be switched off), <c>between_tools</c> (as far as Anthropic allows that),
    /// <c>adaptive</c> (it decides itself), <c>effort</c>, <c>budget_tokens</c>; or none.
    /// </summary>
    public IReadOnlyList<string> ReasoningControls { get; init; } = [];

    /// <summary>The APIs of its provider that serve it: <c>chat_completions</c>, <c>responses</c>, <c>completions</c>; empty if that is not known.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>Its prices over time.</summary>
    public PriceSchedule Prices { get; init; } = PriceSchedule.Unknown;
}
