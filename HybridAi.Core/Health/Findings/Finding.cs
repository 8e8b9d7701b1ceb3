namespace HybridAi.Core.Health.Findings;

/// <summary>Something that a job found not to be as it should be, and that still is so.</summary>
/// <param name="Source">The job.</param>
/// <param name="Subject">What it is about, such as a provider's model, <c>disk</c> or a job; unique within the source.</param>
/// <param name="Level">How bad it is: a warning or critical.</param>
/// <param name="Reason">Why, for an operator, without secrets, as it was when it came to that level.</param>
/// <param name="Since">Since when it is at that level.</param>
public sealed record Finding(string Source, string Subject, HealthLevel Level, string Reason, DateTimeOffset Since);
