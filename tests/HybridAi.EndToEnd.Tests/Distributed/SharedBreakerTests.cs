using System.Net.Http.Json;
using HybridAi.Client;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>Three gateways on one Redis and one Postgres know of each other's circuits, carry out a request with an idempotency key once among them, and go on without Redis.</summary>
[Trait("Topology", "own")]
public sealed class SharedBreakerTests : IAsyncLifetime
{
    private const string Model = "openai/gpt-4.1-mini";
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private RunServers _servers = null!;
    private DistributedProduct _product = null!;
    private HttpClient[] _gateways = [];

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync();
        _servers = await RunServers.StartAsync();
        var settings = _simulator.AsProvider("openai").Concat(
        [
            new("Retry__MaxAttempts", "1"), new("Breaker__OpenFor", "10s"), new("Breaker__Trials", "1"),
            // A machine that is busy with other tests answers late.
            new("Redis__Deadline", "3s"),
        ]);
        _product = await DistributedProduct.StartAsync(_data.Path, settings, _servers, gateways: 3, workers: 1, site: false);
        _gateways = [.. _product.GatewayAddresses.Select(address => LimitedLoad.Client(address, Product.AdministratorKey))];
        foreach (var gateway in _gateways)
            await Eventually.GetAsync(() => gateway.GetStringAsync("health"), health => health.Contains("\"redis\",\"status\":\"healthy\"", StringComparison.Ordinal), "a gateway has no Redis");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            gateway.Dispose();
        await _product.DisposeAsync();
        await _servers.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_circuit_that_one_opens_is_open_at_all_and_closed_at_all_when_one_has_closed_it()
    {
        await _simulator.ScriptAsync("openai", new { errors = new[] { new { kind = "serverError" } } });
        for (var i = 0; i < 5; i++)
            Assert.Equal(500, await AskAsync(_gateways[0]));
        foreach (var gateway in _gateways)
            await BreakersAsync(gateway, open => open.Count == 1);
        Assert.Equal(503, await AskAsync(_gateways[2]));
        Assert.Equal(5, (await _simulator.RequestsAsync("openai")).Count);

        // Its time is over: the second one tries, and the others learn from that.
        await _simulator.ResetAsync("openai");
        await BreakersAsync(_gateways[1], open => open is ["half-open"]);
        Assert.Equal(200, await AskAsync(_gateways[1]));
        foreach (var gateway in _gateways)
            await BreakersAsync(gateway, open => open.Count == 0);
        var events = await Eventually.GetAsync(
            async () => (await new HybridAiClient(_gateways[2]).FallbackEventsAsync()).Data, found => found.Count == 2, "the events were not written");
        Assert.Equal(["breaker.closed", "breaker.opened"], events.Select(one => one.Kind));
        Assert.Equal(2, events.Select(one => one.Gateway).Distinct().Count());
    }

    [Fact]
    public async Task Without_redis_each_goes_on_by_itself_and_tells_the_others_when_it_is_back()
    {
        await _servers.Redis.KillAsync();
        await _simulator.ScriptAsync("openai", new { errors = new[] { new { kind = "serverError" } } });
        for (var i = 0; i < 5; i++)
            Assert.Equal(500, await AskAsync(_gateways[0]));
        Assert.Equal(503, await AskAsync(_gateways[0]));
        Assert.Equal(500, await AskAsync(_gateways[1]));
        await _servers.Redis.RestartAsync();

        // It opens again and again as long as its trials fail, and the others hear of it.
        await Eventually.GetAsync(
            async () =>
            {
                await AskAsync(_gateways[0]);
                return (await new HybridAiClient(_gateways[1]).BreakersAsync()).Data.Count;
            },
            count => count == 1, "the others were never told");
    }

    [Fact]
    public async Task A_request_with_a_key_is_carried_out_once_among_all()
    {
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 300 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(i => SendAsync(_gateways[i % 3], "once")));
        var first = Assert.Single(answers, answer => answer.Status == 200 && !answer.IsReplay);
        Assert.All(answers.Where(answer => answer != first), answer => Assert.True(answer.Status == 409 || answer.IsReplay));
        foreach (var gateway in _gateways)
        {
            var again = await SendAsync(gateway, "once");
            Assert.Equal((200, true, first.Text), (again.Status, again.IsReplay, again.Text));
        }

        Assert.Single(await _simulator.InvoiceAsync());
    }

    private static Task BreakersAsync(HttpClient gateway, Func<IReadOnlyList<string>, bool> isIt) => Eventually.GetAsync(
        async () => (IReadOnlyList<string>)[.. (await new HybridAiClient(gateway).BreakersAsync()).Data.Select(one => one.State)], isIt, "the circuit is not as it should be");

    private static async Task<int> AskAsync(HttpClient gateway) => (await SendAsync(gateway, null)).Status;

    private static async Task<(int Status, bool IsReplay, string Text)> SendAsync(HttpClient gateway, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = JsonContent.Create(new { model = Model, messages = new[] { new { role = "user", content = "Say hello." } } }),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await gateway.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.Contains("x-hybridai-idempotent-replay"), await answer.Content.ReadAsStringAsync());
    }
}
