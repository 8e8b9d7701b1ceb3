namespace HybridAi.Client.Routing;

/// <summary>What a rule does with the deployments that a request could go to. At least one is given.</summary>
public sealed record RuleActionsDocument
{
    /// <summary>No others may be used, not for fallbacks either. A request for which that leaves none is refused.</summary>
    public DeploymentSelectionDocument? Require { get; init; }

    /// <summary>These come before the others.</summary>
    public DeploymentSelectionDocument? Prefer { get; init; }

    /// <summary>These come behind the others.</summary>
    public DeploymentSelectionDocument? Avoid { get; init; }

    /// <summary>The strategy, whatever the caller asks for.</summary>
    public string? Strategy { get; init; }

    /// <summary>Whether requests are hedged, or null if the rule does not say.</summary>
    public bool? Hedge { get; init; }

    /// <summary>Shares of the requests, each with the deployments that come first for it; at most 10, together 100 percent.</summary>
    public IReadOnlyList<SplitShareDocument?>? Split { get; init; }
}

/// <summary>A share of the requests that a rule splits.</summary>
public sealed record SplitShareDocument
{
    /// <summary>How much of them, 0 to 100.</summary>
    public double? Percent { get; init; }

    /// <summary>What comes first for it.</summary>
    public DeploymentSelectionDocument? To { get; init; }
}

/// <summary>
/// Some of the deployments: those that are meant by each list that is given, at least one of which is; of a list, one entry is enough. Names are exact or
/// have one <c>*</c> at their end.
/// </summary>
public sealed record DeploymentSelectionDocument
{
    /// <summary>By provider.</summary>
    public IReadOnlyList<string?>? Providers { get; init; }

    /// <summary>By their own names, as <c>GET /api/deployments</c> has them.</summary>
    public IReadOnlyList<string?>? Deployments { get; init; }

    /// <summary>By the model's id at the provider.</summary>
    public IReadOnlyList<string?>? Models { get; init; }

    /// <summary>By region, in any case.</summary>
    public IReadOnlyList<string?>? Regions { get; init; }

    /// <summary>By the deployment's tags, one of which is enough.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }
}
