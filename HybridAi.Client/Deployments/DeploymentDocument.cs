namespace HybridAi.Client.Deployments;

/// <summary>A deployment: a model at a provider, with the key and in the region that it is called with.</summary>
public sealed record DeploymentDocument
{
    /// <summary>The name that it was registered under, else <c>provider/model</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it was registered over the API; the others follow from the configured providers.</summary>
    public bool Registered { get; init; }

    /// <summary>Grows by one with each change; a change has to name the one that it was made from. Null if it was not registered.</summary>
    public long? Revision { get; init; }

    /// <summary>When it was last changed; null if it was not registered.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's id at the provider.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's extra key that it is called with; null: the provider's own.</summary>
    public string? Key { get; init; }

    /// <summary>Where it is served, or null if that is not known.</summary>
    public string? Region { get; init; }

    /// <summary>The region that it was registered with; null: it has its provider's.</summary>
    public string? OwnRegion { get; init; }

    /// <summary>Its share of the requests where shares count.</summary>
    public double Weight { get; init; }

    /// <summary>How good its answers are, 0 to 1; null if nobody said.</summary>
    public double? Quality { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What it may be asked for at the most; null: no limits.</summary>
    public DeploymentLimitsDocument? Limits { get; init; }

    /// <summary>One of <see cref="DeploymentStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it cannot be used though it is registered; else null.</summary>
    public string? Problem { get; init; }

    /// <summary>How it does on the node that answers; null in the audit log.</summary>
    public DeploymentLiveDocument? Live { get; init; }
}
