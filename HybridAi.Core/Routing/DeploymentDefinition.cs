using HybridAi.Core.Configuration;

namespace HybridAi.Core.Routing;

/// <summary>A deployment as an administrator registered it over the management API.</summary>
public sealed record DeploymentDefinition : IConfigurationDocument
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; } = 1;

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The provider's configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's id at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's extra key that it is called with; null: the provider's own.</summary>
    public string? Key { get; init; }

    /// <summary>Where it is served; null: the provider's region.</summary>
    public string? Region { get; init; }

    /// <summary>Its share where shares count, 0 to 1,000,000; null: 1.</summary>
    public double? Weight { get; init; }

    /// <summary>How good its answers are, 0 to 1; null: unknown.</summary>
    public double? Quality { get; init; }

    /// <summary>Its tags, or null for none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What it may be asked for at the most; null: no limits.</summary>
    public DeploymentLimits? Limits { get; init; }

    /// <summary>Whether it takes requests.</summary>
    public DeploymentStanding State { get; init; }
}
