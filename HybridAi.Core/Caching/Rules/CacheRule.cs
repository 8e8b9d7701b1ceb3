using HybridAi.Core.Configuration;

namespace HybridAi.Core.Caching.Rules;

/// <summary>How long the answers to some requests are given again, or that they are not. Of several rules that match, the one of the highest priority counts, then the first by name.</summary>
public sealed record CacheRule : IConfigurationDocument
{
    /// <summary>The shortest <see cref="Ttl"/>.</summary>
    public static readonly TimeSpan ShortestTtl = TimeSpan.FromSeconds(1);

    /// <summary>The longest <see cref="Ttl"/>.</summary>
    public static readonly TimeSpan LongestTtl = TimeSpan.FromDays(365);

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What comes first, -1,000 to 1,000. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Whether it counts.</summary>
    public bool Disabled { get; init; }

    /// <summary>Whether answers are neither kept nor shared.</summary>
    public bool Never { get; init; }

    /// <summary>How long an answer is given again, <see cref="ShortestTtl"/> to <see cref="LongestTtl"/>; null: the configured time.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The models as callers name them, each exact or with <c>*</c> at its end; empty: any.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>The APIs, such as <c>embeddings</c>; empty: any.</summary>
    public IReadOnlyList<string> Apis { get; init; } = [];

    /// <summary>The tasks; empty: any or none.</summary>
    public IReadOnlyList<string> Tasks { get; init; } = [];

    /// <summary>The tags of which the request has one; empty: any or none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The keys, by their ids; empty: any.</summary>
    public IReadOnlyList<Guid> Keys { get; init; } = [];

    /// <summary>The least temperature of the request, or null.</summary>
    public double? TemperatureAtLeast { get; init; }

    /// <summary>The highest temperature of the request, or null. A request that names none has the provider's, which is taken for 1.</summary>
    public double? TemperatureAtMost { get; init; }

    /// <summary>What measurements propose; null: they do not say yet.</summary>
    public CacheRuleProposal? Proposal { get; init; }

    /// <summary>Whether it has to know the temperature.</summary>
    public bool AsksTemperature => TemperatureAtLeast is not null || TemperatureAtMost is not null;
}
