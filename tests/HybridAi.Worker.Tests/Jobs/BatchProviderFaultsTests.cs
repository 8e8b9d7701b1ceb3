using System.Text.Json.Nodes;
using HybridAi.Core.Batches;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Node.Batches;
using HybridAi.Node.Snapshots;
using HybridAi.Worker.Tests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HybridAi.Worker.Tests.Jobs;

/// <summary>Batches at a provider that the test plays. Its model costs 0.075 and 0.3 US dollars per million tokens.</summary>
public sealed class BatchProviderFaultsTests : IAsyncLifetime
{
    private static readonly string[] Answers = [Answer("a", 3, 1), Answer("b", 1, 0)];

    private readonly WebApplication _provider;
    private readonly Dictionary<string, Func<HttpContext, Task>> _answers = [];
    private BatchWorker _worker = null!;

    public BatchProviderFaultsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _provider = builder.Build();
        _provider.Urls.Add("http://127.0.0.1:0");
        _provider.MapFallback(http =>
        {
            if (_answers.TryGetValue(http.Request.Path.Value!, out var answer))
                return answer(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return http.Response.WriteAsync("""{"error":{"message":"There is none.","type":"invalid_request_error"}}""");
        });
    }

    public async ValueTask InitializeAsync()
    {
        await _provider.StartAsync();
        _worker = await BatchWorker.StartAsync(null, [], new Dictionary<string, string?>
        {
            ["Providers:own:Profile"] = "openai",
            ["Providers:own:BaseUrl"] = $"{_provider.Urls.First()}/v1",
            ["Providers:own:ApiKey"] = "key-of-own",
            ["Providers:own:AllowPrivateNetwork"] = "true",
            ["Providers:own:Models:0:Id"] = "m",
            ["Providers:own:Models:0:InputPerMillion"] = "0.075",
            ["Providers:own:Models:0:OutputPerMillion"] = "0.3",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task An_expired_batch_costs_what_it_had_answered_to_the_nano_dollar_and_its_errors_nothing()
    {
        var batch = await BatchAsync("expired", "output", "error");
        Serve("output", [.. Answers, "{broken"]);
        Serve(
            "error",
            """{"id":"1","custom_id":"c","response":{"status_code":500,"body":{"error":{"message":"no"}}},"error":null}""",
            """{"id":"2","custom_id":"d","response":null,"error":{"code":"batch_expired","message":"late"}}""");
        await _worker.RunAsync();

        var records = (await _worker.RecordsAsync()).OrderByDescending(record => record.Cost?.NanoDollars ?? -1).ThenBy(record => record.Status).ToList();
        // 3 × 75 + 1 × 300 nano-dollars, and 1 × 75, each halved and rounded away from zero.
        Assert.Equal([263, 38, 0, 0, null], records.Select(record => record.Cost?.NanoDollars));
        Assert.Equal([("ProviderTimeout", CostSource.Free), ("ServerError", CostSource.Free)], records[2..4].Select(record => (record.FailureCause!, record.CostSource)));
        Assert.Equal((true, CostSource.Unknown, UsageOutcome.Succeeded), (records[4].Estimated, records[4].CostSource, records[4].Outcome));
        var settled = await _worker.FindAsync(batch.Id);
        Assert.Equal(("expired", true), (settled.Status, settled.SettledAt is not null));
        Assert.All(records, record => Assert.Equal(settled.EndedAt, record.At));
        await _worker.RunAsync();
        Assert.Equal(5, (await _worker.RecordsAsync()).Count);
    }

    [Fact]
    public async Task A_provider_that_breaks_off_or_is_down_is_asked_again_and_each_line_is_recorded_once()
    {
        var batch = await BatchAsync("completed", "output", null);
        var faults = new Queue<Func<HttpContext, Task>>(
        [
            http => FailAsync(http, StatusCodes.Status503ServiceUnavailable),
            async http =>
            {
                http.Response.ContentLength = 100_000;
                await http.Response.WriteAsync($"{Answers[0]}\n{Answers[1][..20]}");
                await http.Response.Body.FlushAsync();
                http.Abort();
            },
            http => FailAsync(http, StatusCodes.Status401Unauthorized),
        ]);
        while (faults.TryDequeue(out var fault))
        {
            _answers["/v1/files/output/content"] = fault;
            await _worker.RunAsync();
            Assert.Null((await _worker.FindAsync(batch.Id)).SettledAt);
            Assert.True((await _worker.RecordsAsync()).Count <= 1);
        }

        Serve("output", Answers);
        await _worker.RunAsync();
        Assert.NotNull((await _worker.FindAsync(batch.Id)).SettledAt);
        Assert.Equal([263, 38], (await _worker.RecordsAsync()).Select(record => record.Cost!.Value.NanoDollars).OrderDescending());
    }

    [Fact]
    public async Task A_provider_that_is_down_holds_up_no_other_batch()
    {
        var broken = await BatchAsync("completed", null, null);
        _answers[$"/v1/batches/{broken.UpstreamId}"] = http => FailAsync(http, StatusCodes.Status502BadGateway);
        var other = await BatchAsync("failed", null, null);
        await _worker.RunAsync();
        Assert.Null((await _worker.FindAsync(broken.Id)).EndedAt);
        Assert.Equal(("failed", true), ((await _worker.FindAsync(other.Id)).Status, (await _worker.FindAsync(other.Id)).SettledAt is not null));
        Assert.Empty(await _worker.RecordsAsync());
    }

    [Fact]
    public async Task A_batch_that_its_provider_knows_no_more_is_unknown_after_a_month_and_not_before()
    {
        var (young, old) = (_worker.Batch("young", "own", "m"), _worker.Batch("old", "own", "m"));
        old = old with { At = old.At.AddDays(-31) };
        await _worker.Store.AddAsync(young, default);
        await _worker.Store.AddAsync(old, default);
        await _worker.RunAsync();
        await _worker.RunAsync();
        Assert.Null((await _worker.FindAsync(young.Id)).EndedAt);
        var given = await _worker.FindAsync(old.Id);
        Assert.Equal(("failed", true, "failed"), (given.Status, given.SettledAt is not null, (string?)JsonNode.Parse(given.Document)!["status"]));
        var record = Assert.Single(await _worker.RecordsAsync());
        Assert.Equal((null, CostSource.Unknown, true), (record.Cost, record.CostSource, record.Estimated));
    }

    [Fact]
    public async Task Whoever_sees_the_end_of_a_batch_first_says_when_it_was()
    {
        var batch = await BatchAsync("completed", null, null);
        var (snapshot, batches) = (_worker.Get<SnapshotHolder>().Current, _worker.Get<ProviderBatches>());
        var (first, _) = await batches.RefreshAsync(snapshot, snapshot.Providers["own"], batch, default);
        _answers[$"/v1/batches/{batch.UpstreamId}"] = http => http.Response.WriteAsync(Document(batch, "completed", null, null, later: 20));
        var (second, _) = await batches.RefreshAsync(snapshot, snapshot.Providers["own"], batch, default);
        Assert.Equal(batch.At.AddSeconds(10), first.EndedAt);
        Assert.Equal(first, second);
    }

    private static string Answer(string id, int input, int output) =>
        $$$"""{"id":"x","custom_id":"{{{id}}}","response":{"status_code":200,"body":{"id":"c","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"x"}}],"usage":{"prompt_tokens":{{{input}}},"completion_tokens":{{{output}}},"total_tokens":{{{input + output}}} } } },"error":null}""";

    private static string Document(ProviderObject batch, string status, string? output, string? error, int later = 10) => new JsonObject
    {
        ["id"] = batch.UpstreamId, ["object"] = "batch", ["status"] = status, ["output_file_id"] = output, ["error_file_id"] = error, [$"{status}_at"] = batch.At.ToUnixTimeSeconds() + later,
    }.ToJsonString();

    private static Task FailAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync("""{"error":{"message":"not now"}}""");
    }

    // A minute ago, so that its end lies in the past.
    private async Task<ProviderObject> BatchAsync(string status, string? output, string? error)
    {
        var batch = _worker.Batch($"batch_{_answers.Count}", "own", "m");
        batch = batch with { At = batch.At.AddMinutes(-1) };
        _answers[$"/v1/batches/{batch.UpstreamId}"] = http => http.Response.WriteAsync(Document(batch, status, output, error));
        await _worker.Store.AddAsync(batch, default);
        return batch;
    }

    private void Serve(string file, params string[] lines) => _answers[$"/v1/files/{file}/content"] = http => http.Response.WriteAsync(string.Join('\n', lines));
}
