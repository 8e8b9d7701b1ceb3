using HybridAi.Core.Jobs;
using HybridAi.Node.Snapshots;
using HybridAi.TestServers;
using HybridAi.Worker.Hosting;
using HybridAi.Worker.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>A worker's services on a database of their own. Jobs run when a test says so.</summary>
internal sealed class WorkerNode : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("hybridai-worker-");
    private WebApplication _worker = null!;
    private int _claims;

    private WorkerNode()
    {
    }

    public static async Task<WorkerNode> StartAsync(PostgresFixture? postgres, IReadOnlyDictionary<string, Uri> simulated, Dictionary<string, string?> settings)
    {
        var node = new WorkerNode();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["HYBRIDAI_DATA"] = node._data.FullName;
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        if (postgres is not null)
            (builder.Configuration["ConnectionStrings:database"], builder.Configuration["HYBRIDAI_MASTER_KEY"]) = (await postgres.CreateAsync(), new string('5', 64));
        builder.AddWorker(simulated);
        node._worker = builder.Build();
        await node._worker.OpenWorkerAsync();
        await node.Get<SnapshotHolder>().RefreshAsync(default);
        return node;
    }

    public T Get<T>()
        where T : notnull => _worker.Services.GetRequiredService<T>();

    /// <summary>Claims a new run of a job, as a worker does.</summary>
    public async Task<ClaimedRun> ClaimAsync(string job, TimeSpan? lease = null)
    {
        await Get<IJobQueue>().AnnounceAsync([new JobDefinition(job, "", "1m", false, null)], default);
        // Each later than what was dealt with before.
        Assert.True(await Get<IJobQueue>().EnqueueAsync(job, Get<TimeProvider>().GetUtcNow().AddSeconds(++_claims), null, default));
        return (await Get<IJobQueue>().ClaimAsync([job], "one", lease ?? Lease, 3, default))!;
    }

    /// <summary>What a job sees of a run.</summary>
    public JobContext ContextOf(ClaimedRun run) => new(run, Get<IJobQueue>(), Lease);

    /// <summary>Ends a run, so that its claim holds no longer.</summary>
    public Task EndAsync(JobFence fence) => Get<IJobQueue>().FinishAsync(fence, null, new Dictionary<string, long>(), default);

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
