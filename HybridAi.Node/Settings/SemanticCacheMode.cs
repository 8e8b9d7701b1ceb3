namespace HybridAi.Node.Settings;

/// <summary>What the semantic cache does.</summary>
public enum SemanticCacheMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>It finds answers, does not give them, and compares them with the real ones.</summary>
    Shadow,

    /// <summary>It gives them, for models for which the precision is shown, and compares for all others.</summary>
    On,
}
