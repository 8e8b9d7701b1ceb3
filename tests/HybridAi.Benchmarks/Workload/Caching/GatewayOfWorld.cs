using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Catalog;
using HybridAi.Core.Configuration;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>What a gateway before the simulated providers knows: built as gateways build it, of settings that nobody has changed and a key for each organization.</summary>
internal static class GatewayOfWorld
{
    public static readonly GatewaySnapshot Snapshot = Build();

    /// <summary>The organizations' keys, by the organizations' numbers.</summary>
    public static readonly IReadOnlyList<SnapshotKey> Keys = [.. Enumerable.Range(0, PromptTraffic.OrganizationCount).Select(number => Snapshot.Keys[HashOf(number)])];

    private static GatewaySnapshot Build()
    {
        var settings = NodeSettings.Read(
            new ConfigurationBuilder().Build(), ProviderProfile.All.ToDictionary(profile => profile.Provider, profile => new Uri($"http://{profile.Provider}.invalid")));
        var providers = new ProviderSetup(settings, ModelCatalog.LoadBuiltIn(), [new OpenAiFormat(), new AnthropicFormat(), new GeminiFormat(), new CohereFormat()]);
        return new SnapshotBuilder(settings, providers, new AddressGuard()).Build(
            new StoredConfiguration
            {
                Version = 1, ReadAt = SimulatedWorld.Start, Keys = [.. Enumerable.Range(0, PromptTraffic.OrganizationCount).Select(KeyOf)],
                ProviderKeys = new Dictionary<string, Secret>(), Providers = [],
            },
            isCopy: false);
    }

    private static ApiKey KeyOf(int number) => new()
    {
        Id = new KeyId(IdOf(1, number)), Hash = HashOf(number), Prefix = "hai", Name = $"organization {number}", Role = Role.Inference, OrganizationId = new OrganizationId(IdOf(2, number)),
        CreatedAt = SimulatedWorld.Start, Revision = 1,
    };

    private static KeyHash HashOf(int number) => KeyHash.Of($"the key of organization {number}");

    private static Guid IdOf(int kind, int number) => new(kind, (short)number, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 0]);
}
