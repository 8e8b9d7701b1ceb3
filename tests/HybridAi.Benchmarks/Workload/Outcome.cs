using HybridAi.Benchmarks.Workload.Caching;
using HybridAi.Core.Costs;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What became of a request.</summary>
/// <param name="Number">The request's number.</param>
/// <param name="Served">Whether it got a whole answer.</param>
/// <param name="Took">From its arrival to its end.</param>
/// <param name="Wait">What its caller waited: for a whole answer all of that; of a stream, for its beginning and a quarter of the whole.</param>
/// <param name="Cost">What all of its attempts cost.</param>
/// <param name="Quality">How good the answer is.</param>
/// <param name="Attempts">How many attempts it took.</param>
/// <param name="Hedged">Whether a second attempt was made beside a first that was late.</param>
/// <param name="Extra">What that added to the cost.</param>
/// <param name="Origin">Where its answer is from.</param>
internal readonly record struct Outcome(int Number, bool Served, TimeSpan Took, TimeSpan Wait, Cost Cost, double Quality, int Attempts, bool Hedged, Cost Extra, Origin Origin = Origin.Uncached);
