namespace HybridAi.Client.Deployments;

/// <summary>How a deployment does on one node: its attempts of the last three minutes. Null where nothing is known.</summary>
public sealed record DeploymentLiveDocument
{
    /// <summary>Attempts that have not ended.</summary>
    public int InFlight { get; init; }

    /// <summary>Whether it is tried as long as there are others.</summary>
    public bool Available { get; init; }

    /// <summary>What is said of its health, such as that a breaker is open.</summary>
    public IReadOnlyList<string> Health { get; init; } = [];

    /// <summary>Attempts that succeeded.</summary>
    public long Successes { get; init; }

    /// <summary>Attempts that failed, by cause, without the callers' own faults.</summary>
    public IReadOnlyDictionary<string, long> Failures { get; init; } = new Dictionary<string, long>();

    /// <summary>Failures over failures and successes, 0 to 1.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>The median duration of the successes, in milliseconds.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The duration that 95 % of them stayed below, in milliseconds.</summary>
    public double? P95Ms { get; init; }

    /// <summary>Their average duration, the latest counting most, in milliseconds.</summary>
    public double? AverageMs { get; init; }

    /// <summary>The median time to the first content of streams, in milliseconds.</summary>
    public double? FirstContentP50Ms { get; init; }

    /// <summary>The time to the first content that 95 % of streams stayed below, in milliseconds.</summary>
    public double? FirstContentP95Ms { get; init; }

    /// <summary>Output tokens per second of an attempt.</summary>
    public double? TokensPerSecond { get; init; }
}
