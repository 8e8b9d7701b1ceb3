using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Core.Costs;
using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Node.Batches;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;
using HybridAi.Simulator;
using HybridAi.Worker.Hosting;
using HybridAi.Worker.Jobs.BatchSettlement;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class BatchSettlementJobOnSqliteTests() : BatchSettlementJobTests(null);

public sealed class BatchSettlementJobOnPostgresTests(PostgresFixture postgres) : BatchSettlementJobTests(postgres);

/// <summary>Batches at the Simulator, which keeps its own invoice of them.</summary>
public abstract class BatchSettlementJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private const string Job = "batch-settlement";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("hybridai-worker-");
    private readonly WebApplication _simulator = SimulatorHost.Build(new SimulatorOptions());
    private WebApplication _worker = null!;

    public async ValueTask InitializeAsync()
    {
        await _simulator.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["HYBRIDAI_DATA"] = _data.FullName;
        // Only when a test says so.
        builder.Configuration["Jobs:BatchSettlement:Enabled"] = "false";
        if (postgres is not null)
            (builder.Configuration["ConnectionStrings:database"], builder.Configuration["HYBRIDAI_MASTER_KEY"]) = (await postgres.CreateAsync(), new string('5', 64));
        builder.AddWorker(new Dictionary<string, Uri> { ["openai"] = new(new Uri(_simulator.Urls.First()), "openai/v1") });
        _worker = builder.Build();
        await _worker.OpenWorkerAsync();
        await Get<SnapshotHolder>().RefreshAsync(default);
        await Get<IJobQueue>().AnnounceAsync([new JobDefinition(Job, "", "1m", false, null)], default);
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_line_becomes_one_record_at_half_the_price_as_the_provider_bills_it()
    {
        var batch = await BatchAsync(Line("a"), Line("b"), Line("bad", ",\"temperature\":99"));
        await UntilSettledAsync(batch.Id);

        var records = await Rows.UsageAsync();
        Assert.Equal(3, records.Count);
        var good = records.Where(record => record.Outcome == UsageOutcome.Succeeded).ToList();
        Assert.Equal(2, good.Count);
        using var http = new HttpClient { BaseAddress = new Uri(_simulator.Urls.First()) };
        var invoice = (await http.GetFromJsonAsync<JsonNode>("/_sim/invoice"))!["lines"]!.AsArray().Where(line => (bool?)line!["batch"] == true).ToList();
        Assert.Equal(invoice.Sum(line => (long)line!["nanoDollars"]!), records.Sum(record => record.Cost!.Value.NanoDollars));
        Assert.True(good.TrueForAll(record => record is { Cost.NanoDollars: > 0, CostSource: CostSource.Catalog, Usage: { TotalInput: > 0, TotalOutput: > 0 }, Status: 200, Simulated: true, Estimated: false }));
        Assert.All(records, record => Assert.Equal(
            (batch.KeyId, "batch.chat.completions", "mine", "openai", "gpt-6-luna", "openai/gpt-6-luna"),
            (record.KeyId, record.Api, record.RequestedModel, record.Provider, record.Model, record.Deployment)));
        var failed = Assert.Single(records, record => record.Outcome == UsageOutcome.Failed);
        Assert.Equal((400, "BadRequest", Cost.Zero, CostSource.Free), (failed.Status, failed.FailureCause, failed.Cost!.Value, failed.CostSource));
        // A record's id carries its time.
        Assert.All(records, record => Assert.Equal(record.At.ToUnixTimeMilliseconds(), Convert.ToInt64(record.Id.ToString("N")[..12], 16)));
        var settled = await Store.FindAsync(batch.Id, ProviderObjectKind.Batch, OrganizationId.Default, default);
        Assert.Equal(("completed", records[0].At), (settled!.Status, settled.EndedAt));
        Assert.Equal(2, (await Store.ListAsync(new ProviderObjectQuery { Kind = ProviderObjectKind.File, Organization = OrganizationId.Default, Limit = 10 }, default)).Items.Count);
    }

    [Fact]
    public async Task What_breaks_off_in_the_middle_is_done_again_and_doubles_nothing()
    {
        var batch = await BatchAsync([.. Enumerable.Range(0, 1200).Select(i => Line($"{i}"))]);
        var breaking = new BreakingUsage(Get<IUsageStore>());
        await Eventually.TrueAsync(async () =>
        {
            var broken = await Record.ExceptionAsync(() => RunAsync(breaking));
            Assert.True(broken is null or InvalidOperationException { Message: "killed" }, broken?.ToString());
            return broken is not null;
        });
        Assert.Equal(500, (await Rows.UsageAsync()).Count);
        Assert.Null((await Store.FindAsync(batch.Id, ProviderObjectKind.Batch, OrganizationId.Default, default))!.SettledAt);

        // All is recorded, but the worker has lost its claim before it could say so.
        var late = new BreakingUsage(Get<IUsageStore>()) { Breaks = false, Behind = async () => await FinishAsync() };
        await Assert.ThrowsAsync<JobLeaseLostException>(() => RunAsync(late));
        Assert.Null((await Store.FindAsync(batch.Id, ProviderObjectKind.Batch, OrganizationId.Default, default))!.SettledAt);

        await UntilSettledAsync(batch.Id);
        await RunAsync(Get<IUsageStore>());
        var records = await Rows.UsageAsync();
        Assert.Equal((1200, 1200), (records.Count, records.Select(record => record.Id).Distinct().Count()));
    }

    [Fact]
    public async Task A_batch_whose_creation_nobody_saw_the_end_of_is_found_again_or_forgotten()
    {
        var made = await BatchAsync(known: false, Line("a"));
        var never = Batch("") with { At = Get<TimeProvider>().GetUtcNow().AddHours(-2) };
        var lately = Batch("");
        await Store.AddAsync(never, default);
        await Store.AddAsync(lately, default);
        await UntilSettledAsync(made.Id);
        Assert.Single(await Rows.UsageAsync());
        Assert.Null(await Store.FindAsync(never.Id, ProviderObjectKind.Batch, OrganizationId.Default, default));
        Assert.NotNull(await Store.FindAsync(lately.Id, ProviderObjectKind.Batch, OrganizationId.Default, default));
    }

    [Fact]
    public async Task What_cannot_be_read_any_more_or_has_no_price_is_recorded_as_unknown()
    {
        var gone = Batch("batch_of_old") with { EndedAt = Get<TimeProvider>().GetUtcNow(), OutputFile = "file-gone", Status = "completed" };
        await Store.AddAsync(gone, default);
        var unpriced = await BatchAsync(Line("a"));
        await SetModelAsync(unpriced, "a-model-without-a-price");
        await UntilSettledAsync(unpriced.Id);
        await UntilSettledAsync(gone.Id);
        var records = await Rows.UsageAsync();
        Assert.Equal(2, records.Count);
        Assert.All(records, record => Assert.Equal((null, CostSource.Unknown, UsageOutcome.Succeeded), (record.Cost, record.CostSource, record.Outcome)));
        Assert.Equal(1, records.Count(record => record.Estimated));
    }

    private IProviderObjectStore Store => Get<IProviderObjectStore>();

    private UsageRows Rows => new(Get<IUsageStore>());

    private static string Line(string id, string more = "") =>
        $$"""{"custom_id":"{{id}}","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-6-luna","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":16{{more}} """[..^1] + "}}";

    private T Get<T>()
        where T : notnull => _worker.Services.GetRequiredService<T>();

    private Task<ProviderObject> BatchAsync(params string[] lines) => BatchAsync(known: true, lines);

    private async Task<ProviderObject> BatchAsync(bool known, params string[] lines)
    {
        var (snapshot, files) = (Get<SnapshotHolder>().Current, Get<ProviderFiles>());
        var provider = snapshot.Providers["openai"];
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "file", "lines.jsonl" } };
        var file = (await files.SendAsync(snapshot, provider, HttpMethod.Post, "files", form, default)).Json!;
        var batch = Batch("");
        using var body = new StringContent(
            $$"""{"input_file_id":"{{file["id"]}}","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":{"hybridai_id":"{{ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id)}}"} """ + "}",
            Encoding.UTF8, "application/json");
        var made = (await files.SendAsync(snapshot, provider, HttpMethod.Post, "batches", body, default)).Json!;
        batch = known ? batch with { UpstreamId = (string)made["id"]! } : batch;
        await Store.AddAsync(batch, default);
        return batch;
    }

    private ProviderObject Batch(string upstreamId)
    {
        // The provider tells whole seconds.
        var at = DateTimeOffset.FromUnixTimeSeconds(Get<TimeProvider>().GetUtcNow().ToUnixTimeSeconds());
        return new ProviderObject
        {
            Id = Guid.CreateVersion7(at), Kind = ProviderObjectKind.Batch, At = at, OrganizationId = OrganizationId.Default, KeyId = Testing.Rows.Key, Provider = "openai", UpstreamId = upstreamId,
            Endpoint = "/v1/chat/completions", RequestedModel = "mine", Model = "gpt-6-luna", Status = "validating", Document = """{"input_file_id":"file-1"}""",
        };
    }

    private async Task SetModelAsync(ProviderObject batch, string model)
    {
        await Store.DeleteAsync(batch.Id, default);
        await Store.AddAsync(batch with { Model = model }, default);
    }

    private JobFence _fence;

    private async Task<JobFence> ClaimAsync()
    {
        await Get<IJobQueue>().EnqueueAsync(Job, Get<TimeProvider>().GetUtcNow(), null, default);
        return (await Get<IJobQueue>().ClaimAsync([Job], "one", TimeSpan.FromMinutes(5), 3, default))!.Fence;
    }

    private Task FinishAsync() => Get<IJobQueue>().FinishAsync(_fence, null, new Dictionary<string, long>(), default);

    private async Task RunAsync(IUsageStore usage)
    {
        _fence = await ClaimAsync();
        try
        {
            var job = new BatchSettlementJob(
                Get<SnapshotHolder>(), Store, Get<ProviderBatches>(), Get<ProviderFiles>(), usage, Get<UpstreamOptions>(), Get<TimeProvider>(), NullLogger<BatchSettlementJob>.Instance);
            await job.RunAsync(new JobContext(new ClaimedRun(_fence, Job, Get<TimeProvider>().GetUtcNow(), 1), Get<IJobQueue>(), TimeSpan.FromMinutes(5)), default);
        }
        finally
        {
            await FinishAsync();
        }
    }

    private Task UntilSettledAsync(Guid id) => Eventually.TrueAsync(async () =>
    {
        await RunAsync(Get<IUsageStore>());
        return (await Store.FindAsync(id, ProviderObjectKind.Batch, OrganizationId.Default, default))!.SettledAt is not null;
    });

    /// <summary>A worker that dies behind its first batch of records, or meets something else there.</summary>
    private sealed class BreakingUsage(IUsageStore usage) : IUsageStore
    {
        private int _inserts;

        public bool Breaks { get; init; } = true;

        public Func<Task>? Behind { get; init; }

        public async Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
        {
            if (Breaks && _inserts++ > 0)
                throw new InvalidOperationException("killed");
            await usage.InsertAsync(records, cancellationToken);
            if (Behind is not null && records.Count < 500)
                await Behind();
        }

        public Task<UsageRecord?> FindAsync(Guid id, OrganizationId? organization, CancellationToken cancellationToken) => usage.FindAsync(id, organization, cancellationToken);

        public Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken) => usage.ListAsync(query, cancellationToken);

        public Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken) => usage.SummarizeAsync(query, buckets, cancellationToken);

        public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => usage.PruneAsync(before, most, cancellationToken);
    }

    private sealed class UsageRows(IUsageStore usage)
    {
        public async Task<List<UsageRecord>> UsageAsync()
        {
            var (records, query) = (new List<UsageRecord>(), new UsageQuery { Limit = 1000 });
            while (true)
            {
                var page = await usage.ListAsync(query, default);
                records.AddRange(page.Items);
                if (page.Next is null)
                    return records;
                query = query with { After = page.Next };
            }
        }
    }
}
