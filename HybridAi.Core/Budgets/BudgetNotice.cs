namespace HybridAi.Core.Budgets;

/// <summary>That so much of an amount is spent.</summary>
/// <param name="Claim">Of what.</param>
/// <param name="Threshold">The part of the amount that was reached; null: nothing is left of it.</param>
/// <param name="Figures">How it stood.</param>
/// <param name="At">When that was seen.</param>
public sealed record BudgetNotice(BudgetClaim Claim, decimal? Threshold, BudgetFigures Figures, DateTimeOffset At);
