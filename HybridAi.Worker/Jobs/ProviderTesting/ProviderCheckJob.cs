using System.Security.Cryptography;
using System.Text;
using HybridAi.Core.Providers.Testing;
using HybridAi.Node.Providers.Testing;
using HybridAi.Node.Snapshots;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Jobs.ProviderTesting;

/// <summary>
/// Asks for a functional test of every provider, which <see cref="ProviderTestJob"/> makes. Its schedule does not count unless it is switched on: each test costs a
/// little. Begun again, it asks for the same tests.
/// </summary>
internal sealed class ProviderCheckJob(SnapshotHolder snapshots, IProviderTestStore store, ProviderCheckOptions options, TimeProvider time) : IBackgroundJob
{
    public static string Name => "provider-checks";

    public static string Description => "Asks for a functional test of every provider.";

    public static string DefaultSchedule => "1d";

    public static bool EnabledByDefault => false;

    public async Task RunAsync(JobContext run, CancellationToken cancellationToken)
    {
        await snapshots.RefreshAsync(cancellationToken);
        foreach (var models in snapshots.Current.Models.Providers)
        {
            var plan = new ProviderTestPlan { Benchmark = options.Benchmark, MaxCostUsd = options.MaxCostUsd, AllowUnpriced = options.AllowUnpriced };
            ProviderTester.Choose(models, plan, time.GetUtcNow(), out var problem);
            if (problem is not null)
            {
                run.Count("notTried", 1);
                continue;
            }

            var test = new ProviderTest { Id = IdOf(models.Provider, run.ScheduledAt), At = run.ScheduledAt, Provider = models.Provider, Plan = plan };
            var open = await store.AddAsync(test, audit: null, cancellationToken);
            run.Count(open?.Id == test.Id ? "asked" : "skipped", 1);
        }
    }

    // The same for the same firing, whoever runs it.
    private static Guid IdOf(string provider, DateTimeOffset at) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}/{provider}/{at.ToUnixTimeMilliseconds()}")).AsSpan(0, 16));
}
