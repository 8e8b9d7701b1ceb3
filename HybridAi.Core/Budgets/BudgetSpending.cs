using HybridAi.Core.Usage;

namespace HybridAi.Core.Budgets;

/// <summary>How what a request cost is counted: all of it for its caller, and each attempt for the provider and model that it was made at.</summary>
public static class BudgetSpending
{
    /// <summary>What a record adds to a counter, in nano-dollars. What nobody knows adds nothing.</summary>
    /// <param name="record">The record.</param>
    /// <param name="claim">The counter.</param>
    public static long Of(UsageRecord record, in BudgetClaim claim)
    {
        if (!claim.IsOfDeployment)
            return record.Cost?.NanoDollars ?? 0;
        var spent = record.Provider is { } provider && claim.Counts(provider, record.Model!) ? OwnOf(record.Cost?.NanoDollars, record.AbandonedAttempts) : 0;
        foreach (var attempt in record.AbandonedAttempts ?? [])
        {
            if (attempt.Cost is { } cost && claim.Counts(attempt.Provider, attempt.Model))
                spent += cost.NanoDollars;
        }

        return spent;
    }

    /// <summary>What the attempt that decided cost, in nano-dollars: all but the others. 0 if nobody knows.</summary>
    /// <param name="total">What all attempts cost together, or null.</param>
    /// <param name="abandoned">The others.</param>
    public static long OwnOf(long? total, IReadOnlyList<AbandonedAttempt>? abandoned)
    {
        if (total is not { } own)
            return 0;
        foreach (var attempt in abandoned ?? [])
            own -= attempt.Cost?.NanoDollars ?? 0;
        return own;
    }
}
