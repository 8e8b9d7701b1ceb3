using HybridAi.Core.Configuration;

namespace HybridAi.Core.RateLimiting;

/// <summary>A limit as administrators set it.</summary>
public sealed record LimitDefinition : IConfigurationDocument
{
    /// <summary>The <see cref="Target"/> of a limit that each of a kind has for itself.</summary>
    public const string Each = "each";

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What it is counted by. Default <see cref="LimitScope.Global"/>.</summary>
    public LimitScope Scope { get; init; }

    /// <summary>
    /// Which one of the scope it holds for: an id (of an organization, team, user or key), an end user's name, an address or network, a model (id,
    /// <c>provider/id</c> or alias) or a provider. Null: each for itself.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>What it counts. Default <see cref="LimitMeasure.Requests"/>.</summary>
    public LimitMeasure Measure { get; init; }

    /// <summary>The most in a window, or at a time: 1 to 1,000,000,000,000.</summary>
    public required long Amount { get; init; }

    /// <summary>The window, 1 s to 1 d; null for <see cref="LimitMeasure.Concurrent"/>.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>How it is kept over time. Default <see cref="LimitAlgorithm.SlidingWindow"/>.</summary>
    public LimitAlgorithm? Algorithm { get; init; }

    /// <summary>For a token bucket, the most at once: 1 to 1,000,000,000,000. Default: the amount.</summary>
    public long? Burst { get; init; }

    /// <summary>Whether it does not count for now. Default false.</summary>
    public bool Disabled { get; init; }

    /// <summary>How long a request may wait for room instead of being refused, up to 30 s; null: not at all.</summary>
    public TimeSpan? MaxWait { get; init; }

    /// <summary>How many may wait at a time for one scope in one gateway, 1 to 10,000. Default 100.</summary>
    public int? MaxWaiting { get; init; }
}
