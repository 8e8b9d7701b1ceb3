using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs;

/// <summary>
/// A background job. It may be run again from its start at any time: after its worker died, or on another worker. What it does to the database it does under the
/// run's fence where doing it twice would show.
/// </summary>
internal interface IBackgroundJob
{
    /// <summary>Its name: lower-case words with hyphens. Its section of the configuration is <c>Jobs:</c> and the words.</summary>
    static abstract string Name { get; }

    /// <summary>What it does, in a sentence.</summary>
    static abstract string Description { get; }

    /// <summary>When it runs if nothing else is configured: see <see cref="Scheduling.JobSchedule"/>.</summary>
    static abstract string DefaultSchedule { get; }

    /// <summary>Whether its schedule counts if nothing else is configured.</summary>
    static virtual bool EnabledByDefault => true;

    /// <summary>Does it.</summary>
    /// <param name="run">The run: where to say how far it is and what was done.</param>
    /// <param name="cancellationToken">Cancelled when the worker stops, and when the run is no longer its.</param>
    Task RunAsync(JobContext run, CancellationToken cancellationToken);
}
