using HybridAi.Core.Routing.PromptCache;

namespace HybridAi.Core.Routing;

/// <summary>What a choice among deployments can depend on: the facts of a request.</summary>
public sealed record RouteRequest
{
    /// <summary>The model as the caller named it.</summary>
    public required string Model { get; init; }

    /// <summary>The name that its caller gave where <see cref="Model"/> is one of those that it stands for; else null.</summary>
    public string? AskedModel { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>About how many tokens go in.</summary>
    public int InputTokens { get; init; }

    /// <summary>The most tokens that may come out for a choice, or null if the request has no bound.</summary>
    public int? MostOutputTokens { get; init; }

    /// <summary>Whether tokens come out at all: not of embeddings and rerankings.</summary>
    public bool HasOutput { get; init; } = true;

    /// <summary>Whether the answer is asked for as a stream.</summary>
    public bool Streamed { get; init; }

    /// <summary>What it needs.</summary>
    public RequestNeeds Needs { get; init; }

    /// <summary>Where its caller is, or null if nobody said.</summary>
    public string? Region { get; init; }

    /// <summary>Its task by the caller's label, or null.</summary>
    public string? Task { get; init; }

    /// <summary>Its tags, or null.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The marks of its prompt's beginning, shortest first; null if it is too short for a provider to cache it.</summary>
    public PrefixMark[]? Prefix { get; init; }
}
