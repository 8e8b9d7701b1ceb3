namespace HybridAi.Core.Metrics.Rollups;

/// <summary>What became of making a period.</summary>
public enum RollupOutcome
{
    /// <summary>It was made.</summary>
    Done,

    /// <summary>There was no news: somebody else had made it meanwhile.</summary>
    NoNews,

    /// <summary>What it consists of is kept no longer, or not whole, so that it stays as it was.</summary>
    TooLate,
}
