namespace HybridAi.Client.Tenancy;

/// <summary>What a rotation did, as the audit log keeps it.</summary>
/// <param name="Previous">The key that is taken over from.</param>
/// <param name="Replacement">The key that takes over; null before it did.</param>
public sealed record KeyRotation(KeyDocument Previous, KeyDocument? Replacement);
