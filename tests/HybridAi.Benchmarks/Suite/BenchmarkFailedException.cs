namespace HybridAi.Benchmarks.Suite;

/// <summary>A subject did not do what it was asked; its figures would mean nothing.</summary>
internal sealed class BenchmarkFailedException(string message) : Exception(message);
