namespace HybridAi.Benchmarks.Workload.World;

/// <summary>What an attempt would come to on average.</summary>
/// <param name="Quality">How good its answer would be.</param>
/// <param name="Failure">The probability that there is none.</param>
/// <param name="Usd">What it would cost, in US dollars.</param>
/// <param name="First">Seconds to the first content.</param>
/// <param name="Whole">Seconds to the end.</param>
internal readonly record struct Expectation(double Quality, double Failure, double Usd, double First, double Whole);
