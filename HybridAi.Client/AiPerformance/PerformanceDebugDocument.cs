using HybridAi.Client.Deployments;

namespace HybridAi.Client.AiPerformance;

/// <summary>What the node that answers looks like from inside; without secrets.</summary>
public sealed record PerformanceDebugDocument
{
    /// <summary>When this was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>The gateway's version.</summary>
    public required string Version { get; init; }

    /// <summary>Since when it runs.</summary>
    public required DateTimeOffset UpSince { get; init; }

    /// <summary>The configuration that it serves.</summary>
    public required DebugSnapshotDocument Snapshot { get; init; }

    /// <summary>The journal of usage.</summary>
    public required DebugJournalDocument Journal { get; init; }

    /// <summary>What waits, by name: <c>threadPool</c>, and for each level of the cache <c>cache.NAME</c>.</summary>
    public required IReadOnlyDictionary<string, long> Queues { get; init; }

    /// <summary>What the process uses.</summary>
    public required DebugProcessDocument Process { get; init; }

    /// <summary>How many attempts the router has learned from since the start, if a strategy that learns is used.</summary>
    public long Learned { get; init; }

    /// <summary>Each deployment that can be chosen, and what the choice goes by.</summary>
    public required IReadOnlyList<DebugDeploymentDocument> Deployments { get; init; }
}

/// <summary>A snapshot of the configuration.</summary>
/// <param name="Version">Its version.</param>
/// <param name="IsCopy">Whether it is the copy on the disk, since the database could not be reached.</param>
/// <param name="IsStale">Whether a newer one could not be built.</param>
/// <param name="Keys">How many keys it has, ended ones too.</param>
/// <param name="Providers">How many providers.</param>
/// <param name="Deployments">How many deployments.</param>
/// <param name="Warnings">What is wrong with it, though not wrong enough.</param>
public sealed record DebugSnapshotDocument(long Version, bool IsCopy, bool IsStale, int Keys, int Providers, int Deployments, IReadOnlyList<string> Warnings);

/// <summary>The journal of usage.</summary>
/// <param name="Unavailable">Why no request can be recorded; null: all can.</param>
/// <param name="Delayed">Why records wait in it; null: the database takes them.</param>
public sealed record DebugJournalDocument(string? Unavailable, string? Delayed);

/// <summary>What a process uses.</summary>
/// <param name="MemoryBytes">Its memory, as the system counts it.</param>
/// <param name="HeapBytes">The managed heap.</param>
/// <param name="Threads">Threads of the pool.</param>
/// <param name="Processors">Processors that it may use.</param>
public sealed record DebugProcessDocument(long MemoryBytes, long HeapBytes, int Threads, int Processors);

/// <summary>A deployment and what the router's choice goes by.</summary>
public sealed record DebugDeploymentDocument
{
    /// <summary>Its name.</summary>
    public required string Deployment { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its weight.</summary>
    public double Weight { get; init; }

    /// <summary>How good its answers are, from 0 to 1, if somebody said.</summary>
    public double? Quality { get; init; }

    /// <summary>About what a request of 1,000 input and 500 output tokens costs now, in US dollars; null if the price is not known.</summary>
    public double? TypicalCostUsd { get; init; }

    /// <summary>Its circuit breaker: <c>closed</c>, <c>half-open</c> or <c>open</c>.</summary>
    public required string Breaker { get; init; }

    /// <summary>Calls of the last ten minutes that showed whether it works.</summary>
    public int Calls { get; init; }

    /// <summary>Those that showed that it does not.</summary>
    public int Failed { get; init; }

    /// <summary>What strategies that learn go by; null: nothing was learned of it.</summary>
    public DebugLearnedDocument? Learned { get; init; }

    /// <summary>How it does.</summary>
    public required DeploymentLiveDocument Live { get; init; }
}

/// <summary>What was learned of a deployment.</summary>
/// <param name="AverageMs">How long it takes on average, the latest counting most; null before the first.</param>
/// <param name="FirstContentMs">The same of the time to a stream's first content.</param>
/// <param name="Down">The probability that it is down.</param>
/// <param name="Degraded">The probability that it is degraded.</param>
public sealed record DebugLearnedDocument(double? AverageMs, double? FirstContentMs, double Down, double Degraded);
