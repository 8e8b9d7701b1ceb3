namespace HybridAi.Core.Budgets;

/// <summary>How a counter stands, in nano-dollars.</summary>
/// <param name="Spent">What requests that are over have cost; negative: nobody knows, because the counter has still to be rebuilt.</param>
/// <param name="Reserved">What those that are under way may cost at the most.</param>
public readonly record struct BudgetFigures(long Spent, long Reserved)
{
    /// <summary>Of a counter that has still to be rebuilt.</summary>
    public static readonly BudgetFigures Unknown = new(-1, 0);

    /// <summary>Whether nobody knows.</summary>
    public bool IsUnknown => Spent < 0;

    /// <summary>Whether nothing is left of an amount: at most one reservation can have been made beyond it.</summary>
    /// <param name="limit">The amount in nano-dollars.</param>
    public bool HaveUsedUp(long limit) => Spent + Reserved >= limit;
}
