namespace HybridAi.Core.Routing.Strategies;

/// <summary>The names of the strategies.</summary>
public static class StrategyNames
{
    /// <summary>As the model's name lists its deployments.</summary>
    public const string Ordered = "ordered";

    /// <summary>By where the caller is, and the deployments are.</summary>
    public const string Geographic = "geographic";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [Ordered, "latency", "cost", "performance", "weighted", "round-robin", "least-connections", "least-response-time", Geographic, "capability", "predictive", "adaptive"];

    /// <summary>All of them, for error messages.</summary>
    public static readonly string List = string.Join(", ", All);
}
