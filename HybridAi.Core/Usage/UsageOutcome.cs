namespace HybridAi.Core.Usage;

/// <summary>How a request ended. Stored by name.</summary>
public enum UsageOutcome
{
    /// <summary>The caller got a whole answer.</summary>
    Succeeded,

    /// <summary>The caller got an error, before or in the middle of the answer.</summary>
    Failed,

    /// <summary>The caller hung up before the end.</summary>
    Cancelled,

    /// <summary>The gateway died in the middle; the record was written when its journal was recovered.</summary>
    Interrupted,
}
