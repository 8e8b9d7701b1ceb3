namespace HybridAi.Core.Jobs;

/// <summary>The claim that a write was to be made under holds no longer; nothing was written.</summary>
public sealed class JobLeaseLostException() : Exception("The lease of this run has expired, or another worker has taken it over; nothing was written.");
