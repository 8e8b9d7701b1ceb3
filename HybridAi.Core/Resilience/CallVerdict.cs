namespace HybridAi.Core.Resilience;

/// <summary>What a call showed about the deployment that it went to.</summary>
public enum CallVerdict
{
    /// <summary>Nothing: the caller hung up, no time was left, a limit was met.</summary>
    Unknown,

    /// <summary>It works.</summary>
    Healthy,

    /// <summary>It does not.</summary>
    Failed,
}
