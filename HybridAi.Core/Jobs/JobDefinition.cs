namespace HybridAi.Core.Jobs;

/// <summary>A background job as workers announce it, so that processes that run no jobs know of it.</summary>
/// <param name="Name">Its name: lower-case words with hyphens.</param>
/// <param name="Description">What it does, in a sentence.</param>
/// <param name="Schedule">When it runs, as it was configured: an interval such as <c>1h</c>, or a cron expression in UTC.</param>
/// <param name="Enabled">Whether the schedule counts; else it only runs when it is asked for.</param>
/// <param name="NextAt">When it is due next by its schedule, or null if never.</param>
public sealed record JobDefinition(string Name, string Description, string Schedule, bool Enabled, DateTimeOffset? NextAt);
