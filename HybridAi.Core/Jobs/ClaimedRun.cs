namespace HybridAi.Core.Jobs;

/// <summary>A run that a worker has just claimed.</summary>
/// <param name="Fence">The proof of the claim.</param>
/// <param name="Job">The job's name.</param>
/// <param name="ScheduledAt">The time that the run is for.</param>
/// <param name="Attempt">Which attempt this is, from 1 on.</param>
public sealed record ClaimedRun(JobFence Fence, string Job, DateTimeOffset ScheduledAt, int Attempt);
