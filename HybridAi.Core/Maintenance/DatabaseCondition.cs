namespace HybridAi.Core.Maintenance;

/// <summary>How a database is.</summary>
/// <param name="Bytes">How large it is.</param>
/// <param name="FreeBytes">How much of that is free for new rows; null if it does not say.</param>
/// <param name="Damage">The first damage that was found, or null.</param>
public sealed record DatabaseCondition(long Bytes, long? FreeBytes, string? Damage);
