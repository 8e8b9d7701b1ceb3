namespace HybridAi.Client.Configuration;

/// <summary>What a backup brought back.</summary>
/// <param name="Rows">How many rows of each kind there are now.</param>
public sealed record RestoredConfigurationDocument(IReadOnlyDictionary<string, long> Rows);
