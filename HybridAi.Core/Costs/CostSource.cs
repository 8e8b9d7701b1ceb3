namespace HybridAi.Core.Costs;

/// <summary>Where a recorded cost comes from. Stored by name.</summary>
public enum CostSource
{
    /// <summary>No price is known: the cost is unknown, which is not zero.</summary>
    Unknown,

    /// <summary>Tokens times the catalog's price at the time of the call.</summary>
    Catalog,

    /// <summary>The provider named the amount in its answer.</summary>
    Provider,

    /// <summary>The call cost nothing: no provider did any work for it.</summary>
    Free,
}
