namespace HybridAi.Core.Routing.Strategies;

/// <summary>How much each part of the strategy <c>performance</c> counts; only their proportions matter.</summary>
/// <param name="Latency">The wait.</param>
/// <param name="Errors">The share of attempts that fail.</param>
/// <param name="Cost">The expected cost.</param>
/// <param name="Quality">The quality that an administrator gave.</param>
public sealed record PerformanceWeights(double Latency = 0.3, double Errors = 0.3, double Cost = 0.2, double Quality = 0.2);
