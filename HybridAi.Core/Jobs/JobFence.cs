namespace HybridAi.Core.Jobs;

/// <summary>
/// Proof of a claim. Each claim of a job gets a greater token than every one before, and a write that comes with the fence is only made while
/// the claim holds: in the same transaction, so that a worker that was away cannot write over what its successor did.
/// </summary>
/// <param name="Run">The claimed run.</param>
/// <param name="Token">The claim's token.</param>
public readonly record struct JobFence(Guid Run, long Token);
