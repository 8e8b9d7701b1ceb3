namespace HybridAi.Node.Providers;

/// <summary>Where a Simulator has the providers that it stands for.</summary>
public static class SimulatedProviders
{
    // Where each provider's own base address begins.
    private static readonly (string Provider, string Path)[] Paths =
    [
        ("openai", "openai/v1"), ("anthropic", "anthropic"), ("gemini", "gemini/v1beta"), ("cohere", "cohere"),
        ("groq", "groq/openai/v1"), ("mistral", "mistral/v1"), ("cerebras", "cerebras/v1"), ("openrouter", "openrouter/api/v1"),
    ];

    /// <summary>Their addresses by name.</summary>
    /// <param name="simulator">The Simulator's address.</param>
    public static IReadOnlyDictionary<string, Uri> At(Uri simulator) =>
        Paths.ToDictionary(entry => entry.Provider, entry => new Uri(simulator, $"/{entry.Path}"));
}
