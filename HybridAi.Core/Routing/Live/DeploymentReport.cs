using HybridAi.Core.Resilience;

namespace HybridAi.Core.Routing.Live;

/// <summary>A deployment's live state as people see it: of the last three minutes, durations in milliseconds, null where nothing is known.</summary>
public sealed record DeploymentReport
{
    /// <summary>Nothing is known.</summary>
    public static readonly DeploymentReport Empty = new();

    /// <summary>Attempts that have not ended.</summary>
    public int InFlight { get; init; }

    /// <summary>Attempts that succeeded.</summary>
    public long Successes { get; init; }

    /// <summary>Attempts that the deployment failed, by cause.</summary>
    public IReadOnlyDictionary<FailureCause, long> Failures { get; init; } = new Dictionary<FailureCause, long>();

    /// <summary>Failures over failures and successes.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>The median duration of the successes.</summary>
    public double? P50 { get; init; }

    /// <summary>The duration that 95 % of them stayed below.</summary>
    public double? P95 { get; init; }

    /// <summary>Their average duration, the latest counting most.</summary>
    public double? Average { get; init; }

    /// <summary>The median time to the first content of streams.</summary>
    public double? FirstContentP50 { get; init; }

    /// <summary>The time to the first content that 95 % of streams stayed below.</summary>
    public double? FirstContentP95 { get; init; }

    /// <summary>Output tokens per second of an attempt.</summary>
    public double? TokensPerSecond { get; init; }
}
