namespace HybridAi.Core.Routing.Live;

/// <summary>What the last minutes say of a deployment, computed once and read by many decisions. Durations in milliseconds.</summary>
/// <param name="At">When it was computed, as a timestamp of the clock.</param>
/// <param name="Successes">How many attempts succeeded.</param>
/// <param name="P50">The median of their durations.</param>
/// <param name="P95">The duration that 95 % of them stayed below.</param>
/// <param name="FirstContentP95">The same of the time to the first content of streams; null if there were none.</param>
/// <param name="Average">Their average duration, the latest counting most.</param>
/// <param name="UsualInFlight">How many of them were under way at the same time on average, the latest counting most.</param>
/// <param name="MeanOutputTokens">The mean of their output tokens; null if no provider counted.</param>
public sealed record DeploymentFigures(
    long At, long Successes, double P50, double P95, double? FirstContentP95, double Average, double UsualInFlight, double? MeanOutputTokens);
