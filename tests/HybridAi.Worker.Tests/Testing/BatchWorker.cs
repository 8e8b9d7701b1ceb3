using HybridAi.Core.Batches;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Node.Batches;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.BatchSettlement;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>A worker that settles batches when a test says so.</summary>
internal sealed class BatchWorker : IAsyncDisposable
{
    private const string Job = "batch-settlement";

    private readonly WorkerNode _node;
    private JobFence _fence;

    private BatchWorker(WorkerNode node) => _node = node;

    public IProviderObjectStore Store => Get<IProviderObjectStore>();

    public IUsageStore Usage => Get<IUsageStore>();

    public static async Task<BatchWorker> StartAsync(PostgresFixture? postgres, Dictionary<string, Uri> simulated, Dictionary<string, string?> settings) =>
        new(await WorkerNode.StartAsync(postgres, simulated, settings));

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    public T Get<T>()
        where T : notnull => _node.Get<T>();

    /// <summary>A batch as the gateway writes it down.</summary>
    public ProviderObject Batch(string upstreamId, string provider = "openai", string model = "gpt-6-luna")
    {
        // The provider tells whole seconds.
        var at = DateTimeOffset.FromUnixTimeSeconds(Get<TimeProvider>().GetUtcNow().ToUnixTimeSeconds());
        return new ProviderObject
        {
            Id = Guid.CreateVersion7(at), Kind = ProviderObjectKind.Batch, At = at, OrganizationId = OrganizationId.Default, KeyId = Rows.Key, Provider = provider, UpstreamId = upstreamId,
            Endpoint = "/v1/chat/completions", RequestedModel = "mine", Model = model, Status = "validating", Document = """{"input_file_id":"file-1"}""",
        };
    }

    public async Task<ProviderObject> FindAsync(Guid id) => (await Store.FindAsync(id, ProviderObjectKind.Batch, OrganizationId.Default, default))!;

    /// <summary>All usage records.</summary>
    public async Task<List<UsageRecord>> RecordsAsync()
    {
        var (records, query) = (new List<UsageRecord>(), new UsageQuery { Limit = 1000 });
        while (true)
        {
            var page = await Usage.ListAsync(query, default);
            records.AddRange(page.Items);
            if (page.Next is null)
                return records;
            query = query with { After = page.Next };
        }
    }

    /// <summary>Runs the job once.</summary>
    public async Task RunAsync(IUsageStore? usage = null)
    {
        var run = await _node.ClaimAsync(Job);
        _fence = run.Fence;
        try
        {
            var job = new BatchSettlementJob(
                Get<SnapshotHolder>(), Store, Get<ProviderBatches>(), Get<ProviderFiles>(), usage ?? Usage, Get<UpstreamOptions>(), Get<TimeProvider>(), NullLogger<BatchSettlementJob>.Instance);
            await job.RunAsync(_node.ContextOf(run), default);
        }
        finally
        {
            await LoseAsync();
        }
    }

    /// <summary>The run that goes on loses its claim.</summary>
    public Task LoseAsync() => _node.EndAsync(_fence);

    public Task UntilSettledAsync(Guid id) => Eventually.TrueAsync(async () =>
    {
        await RunAsync();
        return (await FindAsync(id)).SettledAt is not null;
    });
}
