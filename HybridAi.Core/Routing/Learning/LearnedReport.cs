namespace HybridAi.Core.Routing.Learning;

/// <summary>What was learned of a deployment, as strategies that learn go by.</summary>
/// <param name="Seconds">The average duration, the latest counting most; null before the first.</param>
/// <param name="FirstSeconds">The same of the time to a stream's first content.</param>
/// <param name="Down">The probability that it is down.</param>
/// <param name="Degraded">The probability that it is degraded.</param>
public readonly record struct LearnedReport(double? Seconds, double? FirstSeconds, double Down, double Degraded);
