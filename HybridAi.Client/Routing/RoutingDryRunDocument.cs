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
/// <param name="Name">Its own name.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Model">The model's id there.</param>
/// <param name="Region">Where it is served, or null.</param>
public sealed record PlannedDeploymentDocument(string Name, string Provider, string Model, string? Region);
