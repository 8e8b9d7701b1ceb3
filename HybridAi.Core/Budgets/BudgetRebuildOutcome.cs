namespace HybridAi.Core.Budgets;

/// <summary>What became of an attempt to rebuild counters.</summary>
public enum BudgetRebuildOutcome
{
    /// <summary>They are known.</summary>
    Done,

    /// <summary>They are away.</summary>
    Away,

    /// <summary>Somebody else has begun to rebuild them, and will end it.</summary>
    Overtaken,
}
