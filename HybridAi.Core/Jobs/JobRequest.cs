namespace HybridAi.Core.Jobs;

/// <summary>What became of asking for a run.</summary>
/// <param name="Run">The run that now waits: the new one, or one that was asked for before and has not begun; null if there is none.</param>
/// <param name="IsPaused">Whether it was refused because the job is paused. Else, without a run, there is no such job.</param>
public sealed record JobRequest(JobRun? Run, bool IsPaused);
