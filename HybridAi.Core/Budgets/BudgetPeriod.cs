namespace HybridAi.Core.Budgets;

/// <summary>How long spending adds up before it begins anew.</summary>
public enum BudgetPeriod
{
    /// <summary>From midnight to midnight in the budget's time zone.</summary>
    Daily,

    /// <summary>From Monday's midnight to the next one's.</summary>
    Weekly,

    /// <summary>From the first of a month to that of the next.</summary>
    Monthly,

    /// <summary>For good.</summary>
    Total,
}
