namespace HybridAi.Client.Routing;

/// <summary>Where rules would send a request, and why.</summary>
public sealed record RoutingDryRunDocument
{
    /// <summary>The revision of the rules; null if they were sent along.</summary>
    public long? Revision { get; init; }

    /// <summary>Each rule in their order, with what made it match or not.</summary>
    public IReadOnlyList<RuleFindingDocument> Rules { get; init; } = [];

    /// <summary>What the rules that match do, in words, as the explanation of a request would have it.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>The strategy.</summary>
    public required string Strategy { get; init; }

    /// <summary>The deployments in the order in which they would be tried; none if the request would be refused.</summary>
    public IReadOnlyList<PlannedDeploymentDocument> Plan { get; init; } = [];

    /// <summary>The deployments that the model's name stands for and that would not be tried.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>The same, each with why.</summary>
    public IReadOnlyList<LeftOutDeploymentDocument> LeftOutReasons { get; init; } = [];

    /// <summary>What <c>x-hybridai-route</c> would say; null if the request would be refused.</summary>
    public string? Route { get; init; }

    /// <summary>Why the request would be refused; null if it would not be.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Whether a rule is for a request, and why.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Enabled">Whether it is switched on.</param>
/// <param name="Matched">Whether it is for the request.</param>
/// <param name="Conditions">Its conditions; none if it is switched off, or for every request.</param>
public sealed record RuleFindingDocument(string Name, bool Enabled, bool Matched, IReadOnlyList<ConditionFindingDocument> Conditions);

/// <summary>Whether a request meets a condition, and why.</summary>
/// <param name="Field">The condition: <c>models</c>; <c>unless.models</c> for one that takes requests out if all such are met.</param>
/// <param name="Met">Whether it does.</param>
/// <param name="Text">What the request has and what the condition wants.</param>
public sealed record ConditionFindingDocument(string Field, bool Met, string Text);

/// <summary>A deployment of a plan.</summary>
public sealed record PlannedDeploymentDocument
{
    /// <summary>Its own name.</summary>
    public required string Name { get; init; }

    /// <summary>Its provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model's id there.</summary>
    public required string Model { get; init; }

    /// <summary>Where it is served, or null.</summary>
    public string? Region { get; init; }

    /// <summary>What the strategy says of it, the lowest going first; null: the strategy was not asked, or it goes only if no other can.</summary>
    public double? Score { get; init; }

    /// <summary>What stands behind the score, in words, such as <c>expected wait 640 ms</c>; null: the strategy was not asked.</summary>
    public string? Why { get; init; }

    /// <summary>Where rules put it, from 1: of those that may be tried, all of a group come before the next one.</summary>
    public int Group { get; init; }

    /// <summary>Why it is tried last, such as that its circuit is open; null: it may be tried.</summary>
    public string? Held { get; init; }
}

/// <summary>A deployment that would not be tried.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Reason">Why not.</param>
public sealed record LeftOutDeploymentDocument(string Name, string Reason);
