using HybridAi.Simulator;

namespace HybridAi.Standalone;

/// <summary>Runs the Simulator beside the gateway, as a server of its own on a loopback port.</summary>
internal static class SimulatedProviders
{
    // Where each provider's own base address begins at the Simulator.
    private static readonly (string Provider, string Path)[] Paths =
    [
        ("openai", "openai/v1"), ("anthropic", "anthropic"), ("gemini", "gemini/v1beta"), ("cohere", "cohere"), ("groq", "groq/openai/v1"), ("mistral", "mistral/v1"), ("cerebras", "cerebras/v1"), ("openrouter", "openrouter/api/v1"),
    ];

    /// <summary>Starts it.</summary>
    public static async Task<(WebApplication Simulator, IReadOnlyDictionary<string, Uri> Addresses)> StartAsync(IConfiguration configuration)
    {
        var simulator = SimulatorHost.Build(SimulatorOptions.From(configuration.GetSection(SimulatorOptions.Section)));
        await simulator.StartAsync();
        var root = new Uri(simulator.Urls.First());
        return (simulator, Paths.ToDictionary(entry => entry.Provider, entry => new Uri(root, entry.Path)));
    }
}
