namespace HybridAi.Core.Caching;

/// <summary>What can happen to the answer cache.</summary>
public static class CacheEventKinds
{
    /// <summary>Answers were purged.</summary>
    public const string Purged = "purged";

    /// <summary>The threshold of semantic hits was changed, or they were switched on or off.</summary>
    public const string ThresholdChanged = "threshold-changed";

    /// <summary>A level is out of reach.</summary>
    public const string LevelLost = "level-lost";

    /// <summary>A level is there again.</summary>
    public const string LevelBack = "level-back";
}
