using System.Net;
using System.Net.Http.Json;
using HybridAi.EndToEnd.Tests.Accounting;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Configuration;

/// <summary>Every feature that can be switched off, alone and all together: nothing of it happens any more, and all else goes on, billed to the nano-dollar.</summary>
[Trait("Topology", "own")]
public sealed class SwitchedOffTests : IAsyncLifetime
{
    private const string Everything = "everything";
    private const string Model = "openai/gpt-4.1-mini";

    // The settings that switch a feature off, and what shows that it is.
    private static readonly Dictionary<string, (string[] Settings, Func<SwitchedOffTests, Task> ItDoesNothing)> Features = new()
    {
        ["cache"] = (["Cache__Enabled=false"], test => test.AssertEachIsAskedAsync("cached")),
        ["coalescing"] = (["Cache__Coalesce=false"], test => test.AssertEachAtOnceIsAskedAsync()),
        ["semantic cache"] = (["Cache__Semantic__Mode=off"], test => test.AssertNothingIsFoundByMeaningAsync()),
        ["breaker"] = (["Breaker__Enabled=false"], test => test.AssertEveryFailureIsSeenAsync()),
        ["retries"] = (["Retry__MaxAttempts=1"], test => test.AssertAFailureIsToldAsync()),
        ["fallback"] = (["Routing__Fallback=false", "Retry__MaxAttempts=1"], test => test.AssertTheFirstAloneIsAskedAsync()),
        ["hedging"] = (["Hedging__Enabled=false"], test => test.AssertALateAnswerIsWaitedForAsync()),
        ["learning"] = (["Routing__Strategy=ordered", "Routing__PromptCache=false", "Routing__ProviderLimits=false"], test => test.AssertTheOrderHoldsAsync()),
        ["idempotency"] = (["Idempotency__Enabled=false"], test => test.AssertEachIsAskedAsync("idempotent", ("Idempotency-Key", "the-same"))),
        ["limits and budgets"] = ([], test => test.AssertNothingIsLimitedAsync()),
        ["meters"] = (["Monitoring__Enabled=false"], test => test.AssertNoMeterCountsAsync()),
        ["prometheus"] = (["Prometheus__Enabled=false"], test => test.AssertMetricsAreNotServedAsync()),
        ["health probes"] = (["Health__Probes=false"], test => test.AssertNoProviderIsProbedAsync()),
        ["responses kept"] = (["Responses__Storage__Enabled=false"], test => test.AssertNoResponseIsKeptAsync()),
        ["jobs"] = (
            [.. new[]
            {
                "Retention", "JournalAdoption", "ProviderProbe", "BatchSettlement", "BudgetReconciliation", "CacheTtl", "ConfigurationBackup", "DatabaseMaintenance", "AuditExport",
                "ProviderTests", "ProviderChecks", "UsageRollup", "ErrorTracking", "LogRotation", "PerformanceMonitoring", "SystemHealthCheck",
            }.Select(job => $"Jobs__{job}__Enabled=false")],
            test => test.AssertNoJobRunsAsync()),
        ["site"] = (["Standalone__Site=false"], test => test.AssertThereIsNoSiteAsync()),
    };

    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private StandaloneServer _product = null!;

    public static TheoryData<string> Names => [.. Features.Keys, Everything];

    public async ValueTask InitializeAsync() => _simulator = await SimulatorServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Switched_off_it_does_nothing_and_all_else_goes_on(string name)
    {
        (string[] Settings, Func<SwitchedOffTests, Task> ItDoesNothing)[] off = name == Everything ? [.. Features.Values] : [Features[name]];
        // All else is on.
        var settings = new Dictionary<string, string>
        {
            ["Cache__Enabled"] = "true", ["Cache__Semantic__Mode"] = "on", ["Cache__Semantic__MinPrecision"] = "0",
            ["Hedging__Enabled"] = "true", ["Hedging__LeastCalls"] = "10", ["Hedging__MaxExtraShare"] = "0.5", ["Hedging__MinDelay"] = "1s",
            ["Health__Probes"] = "true", ["Responses__Storage__Enabled"] = "true",
        };
        foreach (var (key, value) in _simulator.AsProvider("openai").Concat(_simulator.AsProvider("groq")))
            settings[key] = value;
        (settings["Aliases__smart__0"], settings["Aliases__smart__1"]) = (Model, "groq/openai/gpt-oss-20b");
        foreach (var setting in off.SelectMany(feature => feature.Settings))
            settings[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        _product = await StandaloneServer.StartAsync(_data.Path, settings);

        await AssertAllElseGoesOnAsync();
        foreach (var feature in off)
        {
            await feature.ItDoesNothing(this);
            await _simulator.ResetAsync("openai");
        }
    }

    private static object Chat(string text, string model = Model, bool stream = false) => new { model, stream, max_tokens = 60, messages = new[] { new { role = "user", content = text } } };

    // Each kind of request is answered, has one record, and costs what the providers bill.
    private async Task AssertAllElseGoesOnAsync()
    {
        ChatCall[] calls =
        [
            new("off-plain", "v1/chat/completions", Chat("off-plain [[words:20]]"), Streamed: false),
            new("off-stream", "v1/chat/completions", Chat("off-stream [[words:20]]", stream: true), Streamed: true),
            new("off-alias", "v1/chat/completions", Chat("off-alias [[words:20]]", "smart"), Streamed: false),
            new("off-messages", "v1/messages", Chat("off-messages [[words:20]]"), Streamed: false),
            new("off-responses", "v1/responses", new { model = Model, input = "off-responses [[words:20]]" }, Streamed: false),
            new("off-vectors", "v1/embeddings", new { model = "openai/text-embedding-3-small", input = "off-vectors" }, Streamed: false),
        ];
        foreach (var call in calls)
        {
            await call.SendAsync(_product.Http);
            Assert.True(call.Progress == Progress.Whole, $"{call.Marker}: {call.Status} {call.Answer}\n{_product.Output}");
        }

        var records = await _product.RecordsAsync(calls.Length);
        Assert.Equal(calls.Select(call => call.Marker).Order(), records.Select(record => record.Session).Order());
        Assert.Equal((await _simulator.InvoiceAsync()).Sum(line => line.Usd), records.Sum(record => record.CostUsd));
    }

    private async Task AssertEachIsAskedAsync(string marker, (string Name, string Value)? header = null)
    {
        // What is kept of a key must not be hidden by what the cache keeps.
        for (var i = 0; i < 2; i++)
        {
            using var request = Request(Chat($"{marker}. [[words:9]]"), header is null ? "on" : "off");
            if (header is var (name, value))
                request.Headers.Add(name, value);
            await SendAsync(request, HttpStatusCode.OK);
        }

        await AssertAskedAsync(2, marker);
    }

    private async Task AssertEachAtOnceIsAskedAsync()
    {
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 3_000 });
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            using var request = Request(Chat("together. [[words:9]]"), "on", hedge: false);
            await SendAsync(request, HttpStatusCode.OK);
        }));
        await AssertAskedAsync(2, "together");
    }

    private async Task AssertNothingIsFoundByMeaningAsync()
    {
        foreach (var question in new[] { "What is the capital of France?", "what is the capital of  France" })
        {
            using var request = Request(Chat(question), "on");
            await SendAsync(request, HttpStatusCode.OK);
        }

        await AssertAskedAsync(2, "the capital of ");
        Assert.Equal("off", (await _product.Api.SemanticCacheAsync()).Mode);
    }

    private async Task AssertEveryFailureIsSeenAsync()
    {
        await FailAsync();
        for (var i = 0; i < 30; i++)
        {
            using var request = Request(Chat($"failing-{i}."), "off");
            await SendAsync(request, HttpStatusCode.InternalServerError);
        }

        Assert.Equal(30, (await _simulator.RequestsAsync("openai", "failing-")).DistinctBy(request => request.Body).Count());
        await _simulator.ResetAsync("openai");
        using var next = Request(Chat("healed."), "off");
        await SendAsync(next, HttpStatusCode.OK);
    }

    private async Task AssertAFailureIsToldAsync()
    {
        await FailAsync();
        using var request = Request(Chat("once."), "off");
        await SendAsync(request, HttpStatusCode.InternalServerError);
        await AssertAskedAsync(1, "once.");
    }

    private async Task AssertTheFirstAloneIsAskedAsync()
    {
        await FailAsync();
        using var request = Request(Chat("nobody else.", "smart"), "off", hedge: false);
        await SendAsync(request, HttpStatusCode.InternalServerError);
        Assert.Empty(await _simulator.RequestsAsync("groq", "nobody else."));
    }

    private async Task AssertALateAnswerIsWaitedForAsync()
    {
        for (var i = 0; i < 12; i++)
        {
            using var usual = Request(Chat($"usual-{i}.", "smart"), "off");
            await SendAsync(usual, HttpStatusCode.OK);
        }

        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 3_000 });
        using var late = Request(Chat("late.", "smart"), "off");
        using var answer = await SendAsync(late, HttpStatusCode.OK);
        Assert.Equal(("openai", "1"), (answer.Headers.GetValues("x-hybridai-provider").Single(), answer.Headers.GetValues("x-hybridai-attempts").Single()));
        Assert.Empty(await _simulator.RequestsAsync("groq", "late."));
    }

    private async Task AssertTheOrderHoldsAsync()
    {
        // By what was measured the second would be the better one.
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 200 });
        for (var i = 0; i < 10; i++)
        {
            using var request = Request(Chat($"in order {i}.", "smart"), "off", hedge: false);
            using var answer = await SendAsync(request, HttpStatusCode.OK);
            Assert.Equal("openai", answer.Headers.GetValues("x-hybridai-provider").Single());
        }
    }

    private async Task AssertNothingIsLimitedAsync()
    {
        Assert.Empty((await _product.Api.RateLimitsAsync()).Data);
        Assert.Empty((await _product.Api.BudgetsAsync()).Data);
        using var request = Request(Chat("unlimited."), "off");
        using var answer = await SendAsync(request, HttpStatusCode.OK);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("x-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    private async Task AssertNoMeterCountsAsync()
    {
        // They would count from the first scrape on.
        (await _product.Http.GetAsync("metrics")).Dispose();
        using var request = Request(Chat("uncounted."), "off");
        await SendAsync(request, HttpStatusCode.OK);
        using var answer = await _product.Http.GetAsync("metrics");
        Assert.DoesNotContain("hybridai_requests_total{", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task AssertMetricsAreNotServedAsync()
    {
        using var answer = await _product.Http.GetAsync("metrics");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task AssertNoProviderIsProbedAsync() =>
        Assert.DoesNotContain(await _simulator.RequestsAsync(), request => request.Path.EndsWith("/models", StringComparison.Ordinal));

    private async Task AssertNoResponseIsKeptAsync()
    {
        var call = await new ChatCall("kept", "v1/responses", new { model = Model, input = "kept.", store = true }, Streamed: false).SendAsync(_product.Http);
        Assert.True(call.Status is 200 or 400, call.Answer);
        using var answer = await _product.Http.GetAsync($"v1/responses/{call.AnswerId ?? "resp_none"}");
        Assert.False(answer.IsSuccessStatusCode);
    }

    private async Task AssertNoJobRunsAsync()
    {
        var jobs = (await _product.Api.JobsAsync()).Data;
        Assert.NotEmpty(jobs);
        // One that is new belongs into the list above.
        Assert.All(jobs, job => Assert.False(job.Enabled, job.Name));
        foreach (var job in jobs)
            Assert.Empty((await _product.Api.JobRunsAsync(job.Name)).Data);
    }

    private async Task AssertThereIsNoSiteAsync()
    {
        using var answer = await _product.Http.GetAsync("/");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private Task FailAsync() => _simulator.ScriptAsync("openai", new { errors = new[] { new { kind = "serverError" } } });

    private static HttpRequestMessage Request(object body, string cache, bool? hedge = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(body) };
        request.Headers.Add("x-hybridai-cache", cache);
        if (hedge is { } wanted)
            request.Headers.Add("x-hybridai-hedge", wanted ? "true" : "false");
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpStatusCode expected)
    {
        var answer = await _product.Http.SendAsync(request);
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}\n{_product.Output}");
        return answer;
    }

    private async Task AssertAskedAsync(int times, string marker) => Assert.Equal(times, (await _simulator.RequestsAsync("openai", marker)).Count);
}
