namespace HybridAi.Core.Idempotency;

/// <summary>What a claim found.</summary>
/// <param name="State">What.</param>
/// <param name="RequestId">The request that the key stands for.</param>
/// <param name="Answer">For <see cref="ClaimState.Done"/> the answer; null if it was too large to be kept.</param>
public sealed record ClaimResult(ClaimState State, Guid RequestId, KeptAnswer? Answer = null);
