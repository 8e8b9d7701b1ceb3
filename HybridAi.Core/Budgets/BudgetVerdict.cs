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
