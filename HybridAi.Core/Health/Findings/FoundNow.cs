namespace HybridAi.Core.Health.Findings;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Level">How bad it is: a warning or critical.</param>
/// <param name="Reason">Why, for an operator, without secrets.</param>
public sealed record FoundNow(string Subject, HealthLevel Level, string Reason);
