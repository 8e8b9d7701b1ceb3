using HybridAi.Core.Catalog;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>
/// One of the simulated providers, with a model of the catalog and its real prices. All else is assumed: of the order of what such providers
/// show in public, without claiming to measure them. Dear models are the better ones, fast providers have little room.
/// </summary>
/// <param name="Provider">The provider's name in the catalog.</param>
/// <param name="Model">The model's id in the catalog.</param>
/// <param name="FirstToken">Median time to the first token of a short prompt, in seconds.</param>
/// <param name="TokensPerSecond">Median speed of the answer.</param>
/// <param name="PromptPerSecond">Input tokens that it reads in a second; those in its prompt cache cost no time.</param>
/// <param name="Verbosity">How long its answers are compared with others'.</param>
/// <param name="Capacity">How many requests it serves at the same time without getting slower; beyond, it slows down with the square root of how many times as many they are.</param>
/// <param name="Quality">How good its answers are on average, from 0 to 1. The router is not told.</param>
/// <param name="Rated">What an administrator thinks of it: the router's <see cref="Deployment.Quality"/>.</param>
/// <param name="Affinity">How much better or worse it is at each task of <see cref="TaskProfile.All"/>. The router is not told.</param>
internal sealed record ProviderProfile(
    string Provider, string Model, double FirstToken, double TokensPerSecond, double PromptPerSecond, double Verbosity, int Capacity, double Quality, double Rated, double[] Affinity)
{
    /// <summary>Spread of one answer's score around the mean of its model and task.</summary>
    public const double Noise = 0.08;

    public static readonly IReadOnlyList<ProviderProfile> All =
    [
        new("openai", "gpt-6-sol", 0.9, 110, 10_000, 1.00, 40, 0.88, 0.90, [0, 0.01, 0, 0, 0, 0, 0.02, 0.02, 0.03, -0.01]),
        new("anthropic", "claude-sonnet-5-5", 1.1, 80, 8_000, 1.10, 30, 0.88, 0.90, [0, 0, 0.01, 0, 0, 0.02, 0.03, 0.03, 0, 0.03]),
        new("gemini", "gemini-3.8-flash", 0.6, 180, 15_000, 1.05, 30, 0.82, 0.80, [0.01, 0, 0.02, 0.02, 0.01, 0, -0.02, -0.02, 0, 0]),
        new("groq", "qwen/qwen3.8-27b", 0.3, 400, 15_000, 1.10, 8, 0.76, 0.75, [0, 0, 0, -0.02, 0, 0, -0.03, 0, 0.02, -0.02]),
        new("cerebras", "qwen-3.8-27b", 0.35, 900, 20_000, 1.10, 4, 0.76, 0.75, [0, 0, 0, -0.02, 0, 0, -0.03, 0, 0.02, -0.02]),
        new("cohere", "command-a-plus-05-2026", 0.5, 90, 8_000, 0.90, 20, 0.77, 0.75, [0.01, 0.01, 0, 0.02, 0.03, 0, 0, -0.03, -0.04, 0]),
        new("mistral", "mistral-medium-2604", 0.6, 85, 8_000, 0.95, 20, 0.80, 0.80, [0, 0, 0, 0.03, 0, 0, -0.01, 0, -0.01, 0]),
        new("openrouter", "z-ai/glm-5.2", 1.2, 70, 6_000, 1.05, 30, 0.82, 0.80, [0, 0, 0, 0, 0, 0, 0.01, 0.02, 0.01, -0.01]),
    ];

    /// <summary>The deployment, as it is configured: with the catalog's prices and the administrator's opinion.</summary>
    /// <param name="catalog">The catalog.</param>
    public Deployment Deploy(ModelCatalog catalog)
    {
        var model = catalog.Find(Provider, Model) ?? throw new InvalidOperationException($"The catalog has no {Provider}/{Model}.");
        return new Deployment { Provider = Provider, Model = Model, Kind = model.Kind, CatalogModel = model, Prices = model.Prices, Quality = Rated };
    }
}
