using HybridAi.Worker.Running;
using HybridAi.Worker.Scheduling;

namespace HybridAi.Worker.Jobs;

/// <summary>A job as this worker runs it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="Schedule">When it runs.</param>
/// <param name="Enabled">Whether the schedule counts.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record JobEntry(
    string Name, string Description, JobSchedule Schedule, bool Enabled, Func<IServiceProvider, JobContext, CancellationToken, Task> RunAsync);
