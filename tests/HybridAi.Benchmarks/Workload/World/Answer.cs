using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>What becomes of one attempt.</summary>
internal sealed record Answer
{
    /// <summary>From its start to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From its start to a stream's first content; null if there is none.</summary>
    public TimeSpan? FirstContent { get; init; }

    /// <summary>Why it fails, or null.</summary>
    public FailureCause? Failure { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the provider charges for.</summary>
    public TokenUsage Usage { get; init; }

    /// <summary>Whether a filter withheld it: it costs and takes as any other, and is good for nothing.</summary>
    public bool Withheld { get; init; }

    /// <summary>How good it is, from 0 to 1.</summary>
    public double Quality { get; init; }

    /// <summary>Whether the caller has seen content, so that nothing else can become the answer.</summary>
    public bool Committed => FirstContent is not null;
}
