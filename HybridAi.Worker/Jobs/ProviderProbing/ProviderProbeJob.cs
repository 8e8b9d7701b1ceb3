using HybridAi.Core.Providers;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.ProviderProbing;

/// <summary>
/// Tries every provider, one after the other, and keeps what that showed. Its schedule does not count unless it is switched on: each call costs a little, appears on
/// the provider's invoice and in no usage record.
/// </summary>
internal sealed class ProviderProbeJob(
    SnapshotHolder snapshots, ProviderProbe probe, IProviderProbeStore store, TimeProvider time) : IBackgroundJob
{
    public static string Name => "provider-probe";

    public static string Description => "Tries every provider by the smallest chat with its cheapest model.";

    public static string DefaultSchedule => "5m";

    public static bool EnabledByDefault => false;

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        // What administrators changed through other processes counts.
        await snapshots.RefreshAsync(cancellationToken);
        var snapshot = snapshots.Current;
        var providers = snapshot.Models.Providers;
        for (var i = 0; i < providers.Count; i++)
        {
            var endpoint = snapshot.Providers[providers[i].Provider];
            await run.ReportAsync((double)i / providers.Count, $"Trying {endpoint.Name}.", cancellationToken);
            await TryAsync(run, new ConfiguredProvider(endpoint, providers[i], snapshot.AllowedPrivate.Contains(endpoint.Name)), cancellationToken);
        }
    }

    private async Task TryAsync(JobContext run, ConfiguredProvider provider, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var result = await probe.RunAsync(provider, cancellationToken);
        if (result is not { Ok: { } ok, Model: { } model })
        {
            run.Count("notTried", 1);
            return;
        }

        run.Count(ok ? "answered" : "failed", 1);
        var record = new ProviderProbeRecord(
            Guid.CreateVersion7(at), at, provider.Endpoint.Name, model, ok, result.Status, result.Message, result.Duration ?? TimeSpan.Zero);
        await store.AddAsync(record, run.Fence, cancellationToken);
    }
}
