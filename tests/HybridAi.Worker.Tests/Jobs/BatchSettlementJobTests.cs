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
using HybridAi.Simulator;
using HybridAi.TestServers;
using HybridAi.Worker.Tests.Testing;
using Microsoft.AspNetCore.Builder;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class BatchSettlementJobOnSqliteTests() : BatchSettlementJobTests(null);

public sealed class BatchSettlementJobOnPostgresTests(PostgresFixture postgres) : BatchSettlementJobTests(postgres);

/// <summary>Batches at the Simulator, which keeps its own invoice of them.</summary>
public abstract class BatchSettlementJobTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private readonly WebApplication _simulator = SimulatorHost.Build(new SimulatorOptions());
    private BatchWorker _worker = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        await _simulator.StartAsync();
        var address = new Uri(_simulator.Urls.First());
        _http = new HttpClient { BaseAddress = address };
        _worker = await BatchWorker.StartAsync(
            postgres, new() { ["openai"] = new(address, "openai/v1"), ["groq"] = new(address, "groq/openai/v1"), ["mistral"] = new(address, "mistral/v1") }, []);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _worker.DisposeAsync();
        await _simulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_line_becomes_one_record_at_half_the_price_as_the_provider_bills_it()
    {
        var batch = await BatchAsync(Line("a"), Line("b"), Line("bad", ",\"temperature\":99"));
        await _worker.UntilSettledAsync(batch.Id);

        var records = await _worker.RecordsAsync();
        Assert.Equal(3, records.Count);
        var good = records.Where(record => record.Outcome == UsageOutcome.Succeeded).ToList();
        Assert.Equal(2, good.Count);
        Assert.Equal((2, await InvoiceAsync()), (await InvoiceLinesAsync(), records.Sum(record => record.Cost!.Value.NanoDollars)));
        Assert.True(good.TrueForAll(record => record is { Cost.NanoDollars: > 0, CostSource: CostSource.Catalog, Usage: { TotalInput: > 0, TotalOutput: > 0 }, Status: 200, Simulated: true, Estimated: false }));
        Assert.All(records, record => Assert.Equal(
            (batch.KeyId, "batch.chat.completions", "mine", "openai", "gpt-6-luna", "openai/gpt-6-luna"),
            (record.KeyId, record.Api, record.RequestedModel, record.Provider, record.Model, record.Deployment)));
        var failed = Assert.Single(records, record => record.Outcome == UsageOutcome.Failed);
        Assert.Equal((400, "BadRequest", Cost.Zero, CostSource.Free), (failed.Status, failed.FailureCause, failed.Cost!.Value, failed.CostSource));
        // A record's id carries its time.
        Assert.All(records, record => Assert.Equal(record.At.ToUnixTimeMilliseconds(), Convert.ToInt64(record.Id.ToString("N")[..12], 16)));
        var settled = await _worker.FindAsync(batch.Id);
        Assert.Equal(("completed", records[0].At), (settled.Status, settled.EndedAt));
        Assert.Equal(2, (await _worker.Store.ListAsync(new ProviderObjectQuery { Kind = ProviderObjectKind.File, Organization = OrganizationId.Default, Limit = 10 }, default)).Items.Count);
    }

    [Theory]
    [InlineData("mistral", "mistral-small-latest", true)]
    [InlineData("groq", "openai/gpt-oss-120b", false)]
    public async Task Other_providers_bill_what_is_recorded_too(string provider, string model, bool bare)
    {
        string[] ids = ["a", "b", "c"];
        var batch = await BatchAsync(known: false, provider, model, [.. ids.Select(id => bare
            ? $$$"""{"custom_id":"{{{id}}}","body":{"model":"{{{model}}}","messages":[{"role":"user","content":"Hi {{{id}}}"}],"max_tokens":16}}"""
            : Line(id, model: model))]);
        await _worker.UntilSettledAsync(batch.Id);
        var records = await _worker.RecordsAsync();
        Assert.Equal((3, await InvoiceAsync()), (records.Count, records.Sum(record => record.Cost!.Value.NanoDollars)));
        Assert.All(records, record => Assert.True(record is { Outcome: UsageOutcome.Succeeded, Cost.NanoDollars: > 0, Usage.TotalOutput: > 0 }));
        Assert.Equal("completed", (await _worker.FindAsync(batch.Id)).Status);
    }

    [Fact]
    public async Task What_a_cancelled_batch_had_answered_by_then_is_recorded()
    {
        (await _http.PutAsJsonAsync("/_sim/openai", new { jobs = new { queueMs = 20, durationMs = 4000 } })).EnsureSuccessStatusCode();
        var batch = await BatchAsync([.. Enumerable.Range(0, 40).Select(i => Line($"{i}"))]);
        var (provider, files) = (_worker.Get<SnapshotHolder>().Current.Providers["openai"], _worker.Get<ProviderFiles>());
        await Eventually.TrueAsync(async () => (int)(await AskAsync(HttpMethod.Get, "")).Json!["request_counts"]!["completed"]! > 0);
        Assert.Null((await AskAsync(HttpMethod.Post, "/cancel")).Error);
        await _worker.UntilSettledAsync(batch.Id);
        var records = await _worker.RecordsAsync();
        Assert.Equal("cancelled", (await _worker.FindAsync(batch.Id)).Status);
        Assert.InRange(records.Count, 1, 39);
        Assert.Equal((await InvoiceLinesAsync(), await InvoiceAsync()), (records.Count, records.Sum(record => record.Cost!.Value.NanoDollars)));

        Task<ProviderReply> AskAsync(HttpMethod method, string what) =>
            files.SendAsync(_worker.Get<SnapshotHolder>().Current, provider, method, ProviderBatches.PathOf(provider, batch) + what, null, default);
    }

    [Fact]
    public async Task What_breaks_off_in_the_middle_is_done_again_and_doubles_nothing()
    {
        var batch = await BatchAsync([.. Enumerable.Range(0, 1200).Select(i => Line($"{i}"))]);
        var breaking = new BreakingUsage(_worker.Usage);
        await Eventually.TrueAsync(async () =>
        {
            var broken = await Record.ExceptionAsync(() => _worker.RunAsync(breaking));
            Assert.True(broken is null or InvalidOperationException { Message: "killed" }, broken?.ToString());
            return broken is not null;
        });
        Assert.Equal(500, (await _worker.RecordsAsync()).Count);
        Assert.Null((await _worker.FindAsync(batch.Id)).SettledAt);

        // All is recorded, but the worker has lost its claim before it could say so.
        var late = new BreakingUsage(_worker.Usage) { Breaks = false, Behind = _worker.LoseAsync };
        await Assert.ThrowsAsync<JobLeaseLostException>(() => _worker.RunAsync(late));
        Assert.Null((await _worker.FindAsync(batch.Id)).SettledAt);

        await _worker.UntilSettledAsync(batch.Id);
        await _worker.RunAsync();
        var records = await _worker.RecordsAsync();
        Assert.Equal((1200, 1200), (records.Count, records.Select(record => record.Id).Distinct().Count()));
    }

    [Fact]
    public async Task A_batch_whose_creation_nobody_saw_the_end_of_is_found_again_or_forgotten()
    {
        var made = await BatchAsync(known: false, "openai", "gpt-6-luna", Line("a"));
        var never = _worker.Batch("") with { At = _worker.Get<TimeProvider>().GetUtcNow().AddHours(-2) };
        var lately = _worker.Batch("");
        await _worker.Store.AddAsync(never, default);
        await _worker.Store.AddAsync(lately, default);
        await _worker.UntilSettledAsync(made.Id);
        Assert.Single(await _worker.RecordsAsync());
        Assert.Null(await _worker.Store.FindAsync(never.Id, ProviderObjectKind.Batch, OrganizationId.Default, default));
        Assert.NotNull(await _worker.FindAsync(lately.Id));
    }

    [Fact]
    public async Task What_cannot_be_read_any_more_or_has_no_price_is_recorded_as_unknown()
    {
        var gone = _worker.Batch("batch_of_old") with { EndedAt = _worker.Get<TimeProvider>().GetUtcNow(), OutputFile = "file-gone", Status = "completed" };
        await _worker.Store.AddAsync(gone, default);
        var unpriced = await BatchAsync(Line("a"));
        await _worker.Store.DeleteAsync(unpriced.Id, default);
        await _worker.Store.AddAsync(unpriced with { Model = "a-model-without-a-price" }, default);
        await _worker.UntilSettledAsync(unpriced.Id);
        await _worker.UntilSettledAsync(gone.Id);
        var records = await _worker.RecordsAsync();
        Assert.Equal(2, records.Count);
        Assert.All(records, record => Assert.Equal((null, CostSource.Unknown, UsageOutcome.Succeeded), (record.Cost, record.CostSource, record.Outcome)));
        Assert.Equal(1, records.Count(record => record.Estimated));
    }

    private static string Line(string id, string more = "", string model = "gpt-6-luna") =>
        $$$"""{"custom_id":"{{{id}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{model}}}","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":16{{{more}}}}}""";

    private async Task<List<JsonNode?>> BilledAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonNode>("/_sim/invoice"))!["lines"]!.AsArray().Where(line => (bool?)line!["batch"] == true)];

    private async Task<long> InvoiceAsync() => (await BilledAsync()).Sum(line => (long)line!["nanoDollars"]!);

    private async Task<int> InvoiceLinesAsync() => (await BilledAsync()).Count;

    private Task<ProviderObject> BatchAsync(params string[] lines) => BatchAsync(known: true, "openai", "gpt-6-luna", lines);

    private async Task<ProviderObject> BatchAsync(bool known, string name, string model, params string[] lines)
    {
        var (snapshot, files) = (_worker.Get<SnapshotHolder>().Current, _worker.Get<ProviderFiles>());
        var provider = snapshot.Providers[name];
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines))), "file", "lines.jsonl" } };
        var file = (await files.SendAsync(snapshot, provider, HttpMethod.Post, "files", form, default)).Json!;
        var batch = _worker.Batch("", name, model);
        var owner = $$$"""{"hybridai_id":"{{{ProviderObjectId.Write(ProviderObjectKind.Batch, batch.Id)}}}"}""";
        var json = name == "mistral"
            ? $$"""{"input_files":["{{file["id"]}}"],"model":"{{model}}","endpoint":"/v1/chat/completions","metadata":{{owner}}}"""
            : $$"""{"input_file_id":"{{file["id"]}}","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":{{owner}}}""";
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        var made = await files.SendAsync(snapshot, provider, HttpMethod.Post, provider.Profile.Batches!.Path, body, default);
        Assert.Null(made.Error);
        batch = known ? batch with { UpstreamId = (string)made.Json!["id"]! } : batch;
        await _worker.Store.AddAsync(batch, default);
        return batch;
    }

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
}
