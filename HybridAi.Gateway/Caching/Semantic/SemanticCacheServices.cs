using HybridAi.Core.Caching;
using HybridAi.Core.Metrics;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>Registers the semantic cache. What works in the background is there only if it is switched on.</summary>
internal static class SemanticCacheServices
{
    public static void AddSemanticCache(this IServiceCollection services, CacheOptions cache)
    {
        var options = cache.Semantic;
        services.AddSingleton(options);
        services.AddSingleton<SemanticEntries>();
        services.AddSingleton<IPromptEmbedder>(provider => options.Embedder == SemanticCacheOptions.BuiltIn
            ? new BuiltInEmbedder()
            : new ModelEmbedder(options, provider, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ShadowBook($"{provider.GetRequiredService<IPromptEmbedder>().Name} {options.Guard.ToString().ToLowerInvariant()}", options.MinPrecision));
        services.AddSingleton<ShadowComparison>();
        services.AddSingleton<SemanticKeeper>();
        services.AddSingleton(provider => new SemanticCache(
            options, cache.Partition, provider.GetRequiredService<IPromptEmbedder>(), provider.GetRequiredService<SemanticEntries>(), provider.GetRequiredService<ShadowBook>(),
            provider.GetRequiredService<ShadowComparison>(), provider.GetRequiredService<LayeredCache>(), provider.GetRequiredService<RandomSource>()));
        if (!cache.Enabled || options.Mode == SemanticCacheMode.Off)
            return;
        services.AddHostedService(provider => provider.GetRequiredService<ShadowComparison>());
        services.AddHostedService(provider => provider.GetRequiredService<SemanticKeeper>());
    }
}
