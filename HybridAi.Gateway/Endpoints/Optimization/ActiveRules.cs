using HybridAi.Client.Optimization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing.Auto;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Optimization;

/// <summary>The rules that requests are decided by at this moment.</summary>
internal static class ActiveRules
{
    public static ActiveRulesDocument Of(GatewaySnapshot snapshot)
    {
        var stored = snapshot.Configuration;
        var routing = (snapshot.Rules?.InForce ?? []).Select(rule => new ActiveRoutingRuleDocument(rule.Name, rule.Description)).ToList();
        var cache = (snapshot.CacheRules?.InForce ?? [])
            .Select(rule => new ActiveCacheRuleDocument(rule.Name, !rule.Never, rule.Ttl is { } ttl ? DurationText.Format(ttl) : null)).ToList();
        var autos = snapshot.AutoModels.All.Where(auto => auto.Candidates.Count > 0).OrderBy(auto => auto.Name, StringComparer.Ordinal)
            .Select(auto => new ActiveAutoModelDocument(auto.Name, QualityLevels.NameOf(auto.Quality), auto.Candidates.Count)).ToList();
        // 'auto' is there without a definition, too.
        var defined = autos.Count(auto => stored.AutoModels.Any(definition => definition.Name == auto.Name));
        return new ActiveRulesDocument
        {
            Routing = routing,
            Cache = cache,
            AutoModels = autos,
            Active = routing.Count + cache.Count + autos.Count,
            Inactive = (stored.RoutingRules.Rules?.Count ?? 0) - routing.Count + stored.CacheRules.Count - cache.Count + stored.AutoModels.Count - defined,
        };
    }
}
