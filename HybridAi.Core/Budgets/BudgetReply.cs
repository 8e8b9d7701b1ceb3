namespace HybridAi.Core.Budgets;

/// <summary>The counters' answer.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Figures">How each counter stands now, in the order of the entries; empty if the counters are away.</param>
public readonly record struct BudgetReply(BudgetVerdict Verdict, BudgetFigures[] Figures)
{
    /// <summary>The shared counters are away.</summary>
    public static readonly BudgetReply Lost = new(BudgetVerdict.Lost, []);
}
