namespace HybridAi.Client.Budgets;

/// <summary>How one amount of a budget stands for one of its subjects. Amounts in US dollars.</summary>
public sealed record BudgetStatusDocument
{
    /// <summary>The budget's name.</summary>
    public required string Budget { get; init; }

    /// <summary>Its scope.</summary>
    public required string Scope { get; init; }

    /// <summary>Whose spending it is: a name, an id or a tag; null for all together.</summary>
    public string? Target { get; init; }

    /// <summary><c>daily</c>, <c>weekly</c>, <c>monthly</c> or <c>total</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The amount.</summary>
    public required decimal Limit { get; init; }

    /// <summary>What requests that are over have cost.</summary>
    public required decimal Spent { get; init; }

    /// <summary>What requests under way may cost at the most.</summary>
    public required decimal Reserved { get; init; }

    /// <summary>What is left; never below 0.</summary>
    public required decimal Remaining { get; init; }

    /// <summary>Whether nothing is left.</summary>
    public required bool UsedUp { get; init; }

    /// <summary>What happens then: <c>block</c>, <c>downgrade</c> or <c>alert</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Where the period began.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>When it begins anew; null: never.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary><c>counters</c>; or <c>records</c> while the shared counters are away: then what is under way is not known.</summary>
    public required string Source { get; init; }
}
