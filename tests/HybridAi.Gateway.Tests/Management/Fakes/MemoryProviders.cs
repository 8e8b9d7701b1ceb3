using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Gateway.Configuration;

namespace HybridAi.Gateway.Tests.Management.Fakes;

/// <summary>Two providers and the keys set for them.</summary>
internal sealed class MemoryProviders : IProviderKeyStore, IProviderDirectory
{
    public Dictionary<string, Secret> Keys { get; } = [];

    public List<AuditEntry> Audit { get; } = [];

    public IReadOnlyList<ProviderInfo> List() =>
    [
        Provider("openai", "https://user:hidden@api.openai.com/v1", ProviderKeySource.Environment),
        Provider("groq", "http://127.0.0.1:9999/groq/v1", ProviderKeySource.None),
    ];

    public Task<IReadOnlyDictionary<string, Secret>> AllAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, Secret>>(Keys);

    public Task SetAsync(string provider, Secret key, AuditEntry audit, CancellationToken cancellationToken)
    {
        Keys[provider] = key;
        Audit.Add(audit);
        return Task.CompletedTask;
    }

    public Task<bool> DeleteAsync(string provider, AuditEntry audit, CancellationToken cancellationToken)
    {
        if (!Keys.Remove(provider))
            return Task.FromResult(false);
        Audit.Add(audit);
        return Task.FromResult(true);
    }

    private ProviderInfo Provider(string name, string address, ProviderKeySource fallback) =>
        new(name, "openai", new Uri(address), Simulated: name == "groq", Keys.ContainsKey(name) ? ProviderKeySource.Api : fallback, Models: 3);
}
