using HybridAi.Core.Batches;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Node.Batches;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.Worker.Hosting;
using HybridAi.Worker.Jobs.BatchSettlement;
using HybridAi.Worker.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>A worker that settles batches when a test says so.</summary>
internal sealed class BatchWorker : IAsyncDisposable
{
    private const string Job = "batch-settlement";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("hybridai-worker-");
    private WebApplication _worker = null!;
    private JobFence _fence;

    private BatchWorker()
    {
    }

    public IProviderObjectStore Store => Get<IProviderObjectStore>();

    public IUsageStore Usage => Get<IUsageStore>();

    public static async Task<BatchWorker> StartAsync(PostgresFixture? postgres, Dictionary<string, Uri> simulated, Dictionary<string, string?> settings)
    {
        var worker = new BatchWorker();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["HYBRIDAI_DATA"] = worker._data.FullName;
        builder.Configuration["Jobs:BatchSettlement:Enabled"] = "false";
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        if (postgres is not null)
            (builder.Configuration["ConnectionStrings:database"], builder.Configuration["HYBRIDAI_MASTER_KEY"]) = (await postgres.CreateAsync(), new string('5', 64));
        builder.AddWorker(simulated);
        worker._worker = builder.Build();
        await worker._worker.OpenWorkerAsync();
        await worker.Get<SnapshotHolder>().RefreshAsync(default);
        await worker.Get<IJobQueue>().AnnounceAsync([new JobDefinition(Job, "", "1m", false, null)], default);
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public T Get<T>()
        where T : notnull => _worker.Services.GetRequiredService<T>();

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
        await Get<IJobQueue>().EnqueueAsync(Job, Get<TimeProvider>().GetUtcNow(), null, default);
        _fence = (await Get<IJobQueue>().ClaimAsync([Job], "one", TimeSpan.FromMinutes(5), 3, default))!.Fence;
        try
        {
            var job = new BatchSettlementJob(
                Get<SnapshotHolder>(), Store, Get<ProviderBatches>(), Get<ProviderFiles>(), usage ?? Usage, Get<UpstreamOptions>(), Get<TimeProvider>(), NullLogger<BatchSettlementJob>.Instance);
            await job.RunAsync(new JobContext(new ClaimedRun(_fence, Job, Get<TimeProvider>().GetUtcNow(), 1), Get<IJobQueue>(), TimeSpan.FromMinutes(5)), default);
        }
        finally
        {
            await LoseAsync();
        }
    }

    /// <summary>The run that goes on loses its claim.</summary>
    public Task LoseAsync() => Get<IJobQueue>().FinishAsync(_fence, null, new Dictionary<string, long>(), default);

    public Task UntilSettledAsync(Guid id) => Eventually.TrueAsync(async () =>
    {
        await RunAsync();
        return (await FindAsync(id)).SettledAt is not null;
    });
}
