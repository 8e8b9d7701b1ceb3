namespace HybridAi.Core.Budgets;

/// <summary>What the counters answer.</summary>
public enum BudgetVerdict
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>Nothing was reserved: of one of the amounts that had to hold nothing is left.</summary>
    Exhausted,

    /// <summary>Nothing was reserved: a counter has still to be rebuilt.</summary>
    Unknown,

    /// <summary>The shared counters are away. It may have been done all the same.</summary>
    Lost,
}

/// <summary>The counters' answer.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="Figures">How each counter stands now, in the order of the entries; empty if the counters are away.</param>
public readonly record struct BudgetReply(BudgetVerdict Verdict, BudgetFigures[] Figures)
{
    /// <summary>The shared counters are away.</summary>
    public static readonly BudgetReply Lost = new(BudgetVerdict.Lost, []);
}
