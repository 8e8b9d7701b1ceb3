namespace HybridAi.Client.Routing;

/// <summary>A routing rule: which requests it is for, and what is done with the deployments that they could go to.</summary>
public sealed record RoutingRuleDocument
{
    /// <summary>Its name, unique among the rules: lower-case letters, digits, dots, hyphens and underscores, at most 64.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for, in words, at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is switched on; null: it is.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The requests that it is for: those that meet all of these; null: every request.</summary>
    public RuleConditionsDocument? When { get; init; }

    /// <summary>Those of them that it is not for: what meets all of these; null: none is taken out.</summary>
    public RuleConditionsDocument? Unless { get; init; }

    /// <summary>What is done; at least one thing.</summary>
    public RuleActionsDocument? Then { get; init; }

    /// <summary>Its place among the rules, from 1. In a new rule null: the last; in a replacement null: where it was. Within a list the list's order counts.</summary>
    public long? Position { get; init; }

    /// <summary>The revision of all the rules; null within a list of them.</summary>
    public long? Revision { get; init; }

    /// <summary>What it names that is no more; null: nothing. Not read in a request.</summary>
    public IReadOnlyList<string>? Problems { get; init; }
}
