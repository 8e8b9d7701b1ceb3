namespace HybridAi.Core.Budgets;

/// <summary>A counter in a step over several.</summary>
/// <param name="Window">The period.</param>
/// <param name="Subject">Whose spending.</param>
/// <param name="Amount">A reservation: what must not be used up yet, in nano-dollars, or <see cref="Unbounded"/>. A settlement: what was spent.</param>
public readonly record struct BudgetEntry(BudgetWindow Window, string Subject, long Amount)
{
    /// <summary>Nothing has to hold.</summary>
    public const long Unbounded = -1;
}
