using HybridAi.Core.Configuration;

namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>
/// Where a request goes on when a model fails (<see cref="On"/>), or what is done while a deployment is in a bad way (<see cref="When"/>): one of both.
/// </summary>
public sealed record FallbackRule : IConfigurationDocument
{
    /// <summary>For all models.</summary>
    public const string AnyModel = "*";

    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it is left out for now.</summary>
    public bool Disabled { get; init; }

    /// <summary>The model, by any name that callers may use; or <see cref="AnyModel"/>.</summary>
    public required string Model { get; init; }

    /// <summary>The failures that it is for; null for a rule with a condition.</summary>
    public IReadOnlyList<FallbackTrigger>? On { get; init; }

    /// <summary>The models to go on with, in order.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The condition; null for a chain.</summary>
    public FallbackCondition? When { get; init; }

    /// <summary>What is done while the condition is met.</summary>
    public FallbackAction Action { get; init; }
}
