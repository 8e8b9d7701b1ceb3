using HybridAi.Core.Resilience;

namespace HybridAi.Core.Health;

/// <summary>What is known of a deployment when its health is judged.</summary>
/// <param name="Windows">Its calls, in a window of each of <see cref="HealthWindow.Lengths"/>.</param>
/// <param name="Baseline">What is usual for it; null if that is not known.</param>
/// <param name="Breaker">Where its circuit breaker stands.</param>
/// <param name="OpenFor">For how long no call is let in.</param>
/// <param name="Before">How it was judged last.</param>
public sealed record HealthEvidence(IReadOnlyList<HealthFigures> Windows, HealthBaseline? Baseline, BreakerState Breaker, TimeSpan OpenFor, HealthVerdict Before);
