using HybridAi.EndToEnd.Tests.Accounting;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>
/// Servers and services die under load. The policy: a lost Redis or Postgres fails no request; a killed gateway fails what was in flight on it,
/// and nothing else. Whatever happens, each answer that its caller got whole has exactly one record.
/// </summary>
[Trait("Topology", "own")]
public sealed class ChaosTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 16;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private RunServers _servers = null!;
    private DistributedProduct _product = null!;

    public async ValueTask InitializeAsync()
    {
        string[] providers = ["openai", "groq", "mistral", "cerebras", "openrouter"];
        _simulator = await SimulatorServer.StartAsync();
        foreach (var provider in providers)
            await _simulator.ScriptAsync(provider, new { timeToFirstTokenMs = new { kind = "uniform", minMs = 20, maxMs = 200 }, tokensPerSecond = 400 });
        _servers = await RunServers.StartAsync();
        _product = await DistributedProduct.StartAsync(_data.Path, providers.SelectMany(provider => _simulator.AsProvider(provider)), _servers, workers: 1, site: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _servers.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Redis_killed_stopped_and_flushed_fails_nothing()
    {
        var load = Load.Start(_product, "redis", Callers);
        await load.MoreAsync(200);
        var redis = _servers.Redis;
        await redis.PauseAsync();
        await PassAsync(TimeSpan.FromSeconds(3));
        await ToldAsync("redis", "degraded");
        await redis.ContinueAsync();
        await ToldAsync("redis", "healthy");
        await load.MoreAsync(100);
        await redis.FlushAsync();
        await redis.FlushScriptsAsync();
        await load.MoreAsync(100);
        await redis.KillAsync();
        await ToldAsync("redis", "degraded");
        await load.MoreAsync(200);
        await redis.RestartAsync();
        await ToldAsync("redis", "healthy");
        await load.MoreAsync(100);

        var calls = await load.StopAsync();

        Assert.All(calls, call => Assert.True(call.Progress == Progress.Whole, $"{call.Marker}: {call.Status} {call.Answer}\n{_product.Output}"));
        await AssertRecordedOnceAsync("Redis stopped for 3 s, flushed, killed and started again", calls);
    }

    [Fact]
    public async Task Postgres_killed_for_thirty_seconds_fails_nothing_and_loses_nothing()
    {
        var load = Load.Start(_product, "postgres", Callers);
        await load.MoreAsync(200);
        await _servers.Postgres.KillAsync();
        await PassAsync(Outage);
        await ToldAsync("database", "degraded");
        await load.MoreAsync(100);
        await _servers.Postgres.StartAgainAsync();
        await ToldAsync("database", "healthy");
        await load.MoreAsync(100);

        var calls = await load.StopAsync();

        Assert.All(calls, call => Assert.True(call.Progress == Progress.Whole, $"{call.Marker}: {call.Status} {call.Answer}\n{_product.Output}"));
        await AssertRecordedOnceAsync("Postgres killed for 30 s", calls);
    }

    [Fact]
    public async Task A_killed_gateway_fails_only_what_it_had_in_flight()
    {
        var load = Load.Start(_product, "gateway", Callers);
        await load.MoreAsync(200);
        _product.Gateways[0].Kill();
        await load.MoreAsync(200);
        // It comes back on its own data, whose journal it moves; meanwhile the other one took all.
        await _product.RestartGatewayAsync(0);
        await load.MoreAsync(200);

        var calls = await load.StopAsync();

        Assert.InRange(calls.Count(call => call.Progress == Progress.Broken), 0, Callers);
        Assert.DoesNotContain(calls, call => call.Progress == Progress.NotSent || call.Status >= 500);
        await AssertRecordedOnceAsync($"One of two gateways killed with {Callers} requests in flight, and started again", calls);
    }

    // Real time: what it is about happens in other processes.
    private static Task PassAsync(TimeSpan time) => Task.Delay(time);

    // What a gateway depends on, as it says itself.
    private Task ToldAsync(string name, string status) => _product.HealthAsync(
        reports => reports.All(report => report.GetProperty("dependencies").EnumerateArray()
            .Any(dependency => dependency.GetProperty("name").GetString() == name && dependency.GetProperty("status").GetString() == status)),
        $"not all gateways say that {name} is {status}");

    private async Task AssertRecordedOnceAsync(string happened, IReadOnlyList<ChatCall> calls)
    {
        var whole = calls.Where(call => call.Progress == Progress.Whole).Select(call => call.Marker).ToHashSet();
        var records = await _product.RecordsAsync(found => whole.IsSubsetOf(found.Select(record => record.Session!)), "records are missing");
        // What is moved a second time is in the database already: nothing waits on, and nothing is put aside.
        await _product.HealthAsync(reports => reports.All(report => report.GetProperty("status").GetString() == "healthy"), "not all gateways are healthy");
        Assert.Empty(Directory.EnumerateDirectories(_data.Path, "quarantine", SearchOption.AllDirectories));
        var bySession = records.ToLookup(record => record.Session!);
        new Figures(
            happened, calls.Count, calls.Count - whole.Count, records.Count, whole.Count(marker => !bySession.Contains(marker)), bySession.Count(own => own.Count() > 1)).Tell(output);
        Assert.Equal(records.Count, records.Select(record => record.Id).Distinct().Count());
        var billed = (await _simulator.InvoiceAsync()).ToDictionary(line => line.Id);
        foreach (var call in calls)
        {
            var own = bySession[call.Marker].ToList();
            Assert.True(own.Count <= 1, $"{call.Marker} has {own.Count} records");
            if (call.Progress == Progress.Whole)
                Assert.Equal(billed[call.AnswerId!].Usd, Assert.Single(own).CostUsd);
        }
    }
}
