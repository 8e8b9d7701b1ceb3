using System.Text.Json.Serialization;

namespace HybridAi.Core.Providers.Testing;

/// <summary>What a test of a provider consists of, and what it may cost.</summary>
public sealed record ProviderTestPlan
{
    /// <summary>The most requests that a latency benchmark makes.</summary>
    public const int MostRequests = 1000;

    /// <summary>The most requests at once that a stress test goes up to.</summary>
    public const int MostConcurrency = 64;

    /// <summary>The most that a test may be allowed to cost, in US dollars.</summary>
    public const decimal MostCostUsd = 100;

    /// <summary>Whether to check what it can do: a plain answer, a stream, tools, structured output, embeddings. Default true.</summary>
    // Written even if it is false, which is not what it is when nothing is said.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public bool Functional { get; init; } = true;

    /// <summary>Whether to measure how long streams take, one after the other. Default false.</summary>
    public bool Benchmark { get; init; }

    /// <summary>Whether to measure what it bears, with more and more requests at once. Default false.</summary>
    public bool Stress { get; init; }

    /// <summary>The chat model to test; null: the cheapest.</summary>
    public string? Model { get; init; }

    /// <summary>The embedding model to test; null: the cheapest, if it has any.</summary>
    public string? EmbeddingModel { get; init; }

    /// <summary>How many requests the benchmark makes; 1 to <see cref="MostRequests"/>. Default 10.</summary>
    public int Requests { get; init; } = 10;

    /// <summary>How many requests at once the stress test goes up to, doubling from one on; 1 to <see cref="MostConcurrency"/>. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>
    /// The most that the test may cost, in US dollars; above 0 to <see cref="MostCostUsd"/>. A call that could exceed it is not made, and the test ends there. Default 0.10.
    /// </summary>
    public decimal MaxCostUsd { get; init; } = 0.10m;

    /// <summary>Whether a model without a known price may be tested: what it costs is then bounded by the number of calls only. Default false.</summary>
    public bool AllowUnpriced { get; init; }
}
