namespace HybridAi.Core.Budgets;

/// <summary>What a budget does while nobody knows what was spent, because the shared counters are away. Stored by name.</summary>
public enum StoreLossPolicy
{
    /// <summary>Requests go on; what they spend is counted once the counters are back.</summary>
    Open,

    /// <summary>Requests are refused.</summary>
    Closed,
}
