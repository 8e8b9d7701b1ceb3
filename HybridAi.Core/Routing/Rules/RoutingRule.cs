namespace HybridAi.Core.Routing.Rules;

/// <summary>What an administrator wants done with some requests, as data.</summary>
public sealed record RoutingRule
{
    /// <summary>Its name, unique among the rules: lower-case letters, digits, dots, hyphens and underscores, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in words; null: nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is left out for now.</summary>
    public bool Disabled { get; init; }

    /// <summary>The requests that it is for: those that meet all of these; null: every request.</summary>
    public RuleConditions? When { get; init; }

    /// <summary>Those of them that it is not for: what meets all of these; null: none is taken out.</summary>
    public RuleConditions? Unless { get; init; }

    /// <summary>What is done.</summary>
    public required RuleActions Then { get; init; }
}
