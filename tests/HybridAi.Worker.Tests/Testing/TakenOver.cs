using HybridAi.Core.Jobs;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>A run whose first worker died over it.</summary>
/// <param name="Lost">The claim of the worker that is thought dead.</param>
/// <param name="Held">The claim of the one that took over.</param>
internal sealed record TakenOver(ClaimedRun Lost, ClaimedRun Held)
{
    /// <summary>Lets a worker claim a run and die, and another one take it over.</summary>
    public static async Task<TakenOver> OfAsync(WorkerNode worker, string job)
    {
        var lost = await worker.ClaimAsync(job, TimeSpan.FromMilliseconds(1));
        ClaimedRun? held = null;
        await Eventually.TrueAsync(async () => (held = await worker.Get<IJobQueue>().ClaimAsync([job], "heir", TimeSpan.FromMinutes(5), 3, default)) is not null);
        Assert.Equal(lost.Fence.Run, held!.Fence.Run);
        return new TakenOver(lost, held);
    }
}
