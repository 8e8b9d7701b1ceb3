namespace HybridAi.Core.Optimization;

/// <summary>What can be recommended.</summary>
public static class RecommendationKinds
{
    /// <summary>A provider fails more often than the others.</summary>
    public const string ProviderErrors = "provider-errors";

    /// <summary>The same model is cheaper elsewhere, and fails no more often there.</summary>
    public const string CheaperDeployment = "cheaper-deployment";

    /// <summary>Requests go without the cache though others of the model are found in it.</summary>
    public const string CacheOff = "cache-off";

    /// <summary>What a model costs is not known.</summary>
    public const string UnknownPrice = "unknown-price";

    /// <summary>A deployment's circuit opens again and again.</summary>
    public const string BreakerOpens = "breaker-opens";
}
