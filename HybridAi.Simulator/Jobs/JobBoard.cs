using HybridAi.Simulator.Jobs.Batches;
using HybridAi.Simulator.Jobs.Tuning;

namespace HybridAi.Simulator.Jobs;

/// <summary>
/// A provider's files and jobs. Nothing works in the background: whoever looks first has done what would have been done by now, so
/// that a clock that tests move moves the jobs too.
/// </summary>
internal sealed class JobBoard(TimeProvider time)
{
    private readonly SemaphoreSlim _advancing = new(1);

    public FileStore Files { get; } = new(time);

    public TunedModels Models { get; } = new();

    public JobList<TuningJob> Tunings { get; } = new();

    public JobList<BatchJob> Batches { get; } = new();

    /// <summary>Does what is due.</summary>
    public async Task AdvanceAsync(Simulation simulation, SimulatedProvider provider)
    {
        await _advancing.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            foreach (var job in Tunings.All())
                job.Advance(simulation, provider, now);
            foreach (var batch in Batches.All())
                await batch.AdvanceAsync(simulation, provider, now);
        }
        finally
        {
            _advancing.Release();
        }
    }
}
