namespace HybridAi.Core.Budgets;

/// <summary>A place in the life of a window's counters, from which they are rebuilt.</summary>
/// <param name="Token">Names it; the next mark of the window makes it void.</param>
/// <param name="Spent">What each subject had spent then, in nano-dollars.</param>
public sealed record BudgetMark(long Token, IReadOnlyDictionary<string, long> Spent);
