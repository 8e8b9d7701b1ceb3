using HybridAi.Core.Jobs;

namespace HybridAi.Worker.Running;

/// <summary>A run as its job sees it.</summary>
internal sealed class JobContext(ClaimedRun run, IJobQueue queue, TimeSpan lease)
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The proof that the run is this worker's, for writes that depend on it.</summary>
    public JobFence Fence => run.Fence;

    /// <summary>The time that the run is for.</summary>
    public DateTimeOffset ScheduledAt => run.ScheduledAt;

    /// <summary>What was done so far, by name.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Adds to what was done.</summary>
    public void Count(string name, long done) => _counts[name] = _counts.GetValueOrDefault(name) + done;

    /// <summary>Says how far the run is, and makes sure that it is still this worker's.</summary>
    /// <param name="progress">How much is done, 0 to 1.</param>
    /// <param name="message">What it is at.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="JobLeaseLostException">It is not.</exception>
    public async Task ReportAsync(double progress, string message, CancellationToken cancellationToken)
    {
        if (!await queue.RenewAsync(run.Fence, lease, Math.Clamp(progress, 0, 1), message, cancellationToken))
            throw new JobLeaseLostException();
    }
}
