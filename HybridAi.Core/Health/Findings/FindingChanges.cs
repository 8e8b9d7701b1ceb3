namespace HybridAi.Core.Health.Findings;

/// <summary>What changed since a job looked before.</summary>
/// <param name="Begun">How many findings are new.</param>
/// <param name="Changed">How many have another level.</param>
/// <param name="Ended">How many are over.</param>
public readonly record struct FindingChanges(int Begun, int Changed, int Ended);
