namespace HybridAi.Core.Routing.Strategies;

/// <summary>
/// What the strategy <c>adaptive</c> is after. A request's reward is <c>Quality · quality − Cost · US dollars − Latency · seconds</c>; only the proportions of the three matter for the
/// order.
/// </summary>
/// <param name="Quality">What a perfect answer counts, at least 0. Default 1.</param>
/// <param name="Cost">What one US dollar counts, at least 0. Default 10: a cent is worth as much as a tenth of a perfect answer.</param>
/// <param name="Latency">What one second of waiting counts, at least 0. Default 0.01.</param>
/// <param name="Bound">By how much less the expected reward of what is tried out may be than the best one's, in units of reward, at least 0. Default 0.15.</param>
public sealed record AdaptiveConfig(double Quality = 1, double Cost = 10, double Latency = 0.01, double Bound = 0.15);
