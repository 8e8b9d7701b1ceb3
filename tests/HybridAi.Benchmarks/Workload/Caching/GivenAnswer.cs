namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>What the cache did for a request.</summary>
/// <param name="Origin">Where its answer is from.</param>
/// <param name="IsServed">Whether that is a whole one.</param>
/// <param name="FirstContent">From the arrival to the first content of a stream; null: it came whole.</param>
/// <param name="Quality">How good it is.</param>
internal readonly record struct GivenAnswer(Origin Origin, bool IsServed, TimeSpan? FirstContent, double Quality);

/// <summary>Where an answer is from.</summary>
internal enum Origin
{
    /// <summary>A provider was asked, and the answer could not have come from anywhere else.</summary>
    Uncached,

    /// <summary>A provider was asked because the cache had nothing.</summary>
    Provider,

    /// <summary>The cache.</summary>
    Cache,

    /// <summary>The identical request of somebody else, which was under way.</summary>
    Shared,
}
