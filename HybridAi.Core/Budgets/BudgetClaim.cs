namespace HybridAi.Core.Budgets;

/// <summary>A counter that a request counts to.</summary>
/// <param name="Line">The amount of the budget.</param>
/// <param name="Window">The period.</param>
/// <param name="Subject">Whose spending: an id, a name or a tag; empty for all together.</param>
public readonly record struct BudgetClaim(BudgetLine Line, BudgetWindow Window, string Subject)
{
    /// <summary>Whether it counts what a provider or model answered, and so only some of a request's candidates.</summary>
    public bool IsOfDeployment => Line.Budget.Scope is BudgetScope.Provider or BudgetScope.Model;

    /// <summary>Whether it counts what a deployment answers.</summary>
    /// <param name="provider">The deployment's provider.</param>
    /// <param name="model">Its model's id there.</param>
    public bool Counts(string provider, string model) => Line.Budget.Scope switch
    {
        BudgetScope.Provider => Subject == provider,
        BudgetScope.Model => BudgetSet.IsModel(Subject, provider, model),
        _ => true,
    };
}
