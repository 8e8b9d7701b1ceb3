namespace HybridAi.Core.Health.Findings;

/// <summary>What is so now, one finding a subject, and what changed since a job looked before.</summary>
/// <param name="Warnings">How many findings are warnings.</param>
/// <param name="Critical">How many are critical.</param>
/// <param name="Begun">How many findings are new.</param>
/// <param name="Changed">How many have another level.</param>
/// <param name="Ended">How many are over.</param>
public readonly record struct FindingChanges(int Warnings, int Critical, int Begun, int Changed, int Ended);
