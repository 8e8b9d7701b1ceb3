namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>What is done while a condition is met.</summary>
public enum FallbackAction
{
    /// <summary>The rule's targets are tried first, the deployment after them.</summary>
    Switch,

    /// <summary>The deployment is tried last.</summary>
    Deprioritize,

    /// <summary>The deployment is not called.</summary>
    Disable,

    /// <summary>It is only noted and logged.</summary>
    Alert,
}
