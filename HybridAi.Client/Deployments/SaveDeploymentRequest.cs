using HybridAi.Client.Documents;

namespace HybridAi.Client.Deployments;

/// <summary>Registers a deployment, or replaces it: what is left out takes its default.</summary>
public sealed record SaveDeploymentRequest : IDocumentRequest
{
    /// <inheritdoc/>
    public string? Name { get; init; }

    /// <inheritdoc/>
    public long? Revision { get; init; }

    /// <summary>The provider's configured name.</summary>
    public string? Provider { get; init; }

    /// <summary>The model's id at the provider.</summary>
    public string? Model { get; init; }

    /// <summary>The name of one of the provider's extra keys; null: the provider's own key.</summary>
    public string? Key { get; init; }

    /// <summary>Where it is served, 1 to 64 characters; null: the provider's region.</summary>
    public string? Region { get; init; }

    /// <summary>Its share of the requests where shares count, 0 to 1,000,000; null: 1. 0: only if no other can.</summary>
    public double? Weight { get; init; }

    /// <summary>How good its answers are, 0 to 1; null: unknown.</summary>
    public double? Quality { get; init; }

    /// <summary>At most 16 tags of at most 64 characters.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>What it may be asked for at the most.</summary>
    public DeploymentLimitsDocument? Limits { get; init; }

    /// <summary>One of <see cref="DeploymentStates"/>; null: active.</summary>
    public string? State { get; init; }
}
