namespace HybridAi.Core.Budgets;

/// <summary>What a budget does with a request whose price nobody knows. Stored by name.</summary>
public enum UnpricedPolicy
{
    /// <summary>It goes on, and is counted with nothing.</summary>
    Allow,

    /// <summary>It is refused; candidates without a price are left out, if there are others.</summary>
    Block,
}
