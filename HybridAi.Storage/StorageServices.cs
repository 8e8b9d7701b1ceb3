using HybridAi.Core.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Storage;

/// <summary>Registers the storage.</summary>
public static class StorageServices
{
    /// <summary>Registers the parts of an opened storage. Whoever opened it disposes it, after the host has stopped.</summary>
    /// <param name="services">The services.</param>
    /// <param name="storage">The storage.</param>
    public static IServiceCollection AddHybridAiStorage(this IServiceCollection services, StorageModule storage) => services
        .AddSingleton(storage)
        .AddSingleton(storage.Usage)
        .AddSingleton<IUsageJournal>(storage.Journal)
        .AddSingleton(storage.Tenancy)
        .AddSingleton(storage.Audit)
        .AddSingleton(storage.ProviderKeys)
        .AddSingleton(storage.Providers)
        .AddSingleton(storage.Responses)
        .AddSingleton(storage.Pseudonymizer);
}
