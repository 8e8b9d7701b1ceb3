namespace HybridAi.Core.Routing.Rules;

/// <summary>What a rule does with the deployments that a request could go to. At least one is given.</summary>
public sealed record RuleActions
{
    /// <summary>No others may be used, fallbacks included.</summary>
    public DeploymentSelection? Require { get; init; }

    /// <summary>These come before the others.</summary>
    public DeploymentSelection? Prefer { get; init; }

    /// <summary>These come behind the others.</summary>
    public DeploymentSelection? Avoid { get; init; }

    /// <summary>The strategy, one of <see cref="Strategies.StrategyNames.All"/>, whatever the caller asks for.</summary>
    public string? Strategy { get; init; }

    /// <summary>Whether requests are hedged, whatever the caller asks for; null: this rule does not say.</summary>
    public bool? Hedge { get; init; }

    /// <summary>Shares of the requests, each with the deployments that come first for it; together 100 percent.</summary>
    public IReadOnlyList<SplitShare>? Split { get; init; }
}

/// <summary>A share of the requests that a rule splits.</summary>
/// <param name="Percent">How much of them, 0 to 100.</param>
/// <param name="To">What comes first for it.</param>
public sealed record SplitShare(double Percent, DeploymentSelection To);
