using HybridAi.Client.Routing;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Routing;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>How requests are routed by configuration.</summary>
internal static class RoutingSettings
{
    public static Results<Ok<RoutingSettingsDocument>, ApiError> Read(SnapshotHolder snapshots, TrialRouter trial)
    {
        var options = snapshots.Current.Routing;
        return TypedResults.Ok(new RoutingSettingsDocument
        {
            Strategy = options.Strategy,
            Fallback = options.Fallback,
            Region = options.Region,
            Exploration = options.Exploration,
            PromptCache = options.PromptCache,
            ProviderLimits = options.ProviderLimits,
            Weights = new Dictionary<string, double>
            {
                ["latency"] = options.Weights.Latency,
                ["errors"] = options.Weights.Errors,
                ["cost"] = options.Weights.Cost,
                ["quality"] = options.Weights.Quality,
            },
            Adaptive = new Dictionary<string, double>
            {
                ["quality"] = options.Adaptive.Quality,
                ["cost"] = options.Adaptive.Cost,
                ["latency"] = options.Adaptive.Latency,
                ["bound"] = options.Adaptive.Bound,
            },
            Strategies = [.. StrategyNames.All.Select(name => new RoutingStrategyDocument(name, trial.Strategies[name].Reason))],
        });
    }
}
