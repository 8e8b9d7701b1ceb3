namespace HybridAi.Core.Idempotency;

/// <summary>What a claim found.</summary>
public enum ClaimState
{
    /// <summary>Nothing: the request is the claimant's to carry out.</summary>
    Won,

    /// <summary>The request was carried out.</summary>
    Done,

    /// <summary>The request is being carried out.</summary>
    Running,

    /// <summary>The key stands for another request.</summary>
    OtherRequest,
}
