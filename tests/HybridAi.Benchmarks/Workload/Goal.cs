namespace HybridAi.Benchmarks.Workload;

/// <summary>Something that the recommended setting has to reach with a seed.</summary>
/// <param name="What">What.</param>
/// <param name="Measured">What it reached, as it is written.</param>
/// <param name="Wanted">What it has to, as it is written.</param>
/// <param name="Met">Whether it did.</param>
internal sealed record Goal(string What, string Measured, string Wanted, bool Met);
