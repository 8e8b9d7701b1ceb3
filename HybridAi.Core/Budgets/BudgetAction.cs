namespace HybridAi.Core.Budgets;

/// <summary>What happens to requests once a budget is spent. Stored by name.</summary>
public enum BudgetAction
{
    /// <summary>They are refused until the period is over. Candidates at a provider or model whose own budget is spent are left out, if there are others.</summary>
    Block,

    /// <summary>They go to a cheaper model.</summary>
    Downgrade,

    /// <summary>They go on; an event tells of it.</summary>
    Alert,
}
