namespace HybridAi.Client.Providers;

/// <summary>An extra key of a provider, beside its own: deployments are called with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Deployments">The deployments that use it.</param>
public sealed record ProviderExtraKeyDocument(string Name, IReadOnlyList<string> Deployments);
