using System.Diagnostics;
using System.Net.Http.Json;
using HybridAi.Client.Caching;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>Three gateways with one Redis: what one of them has answered the others give again, and what is purged at one is given by none.</summary>
[Trait("Topology", "own")]
public sealed class SharedCacheTests : IAsyncLifetime
{
    // A second, and what the question itself takes.
    private static readonly TimeSpan Agreed = TimeSpan.FromSeconds(1);

    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private RunServers _servers = null!;
    private DistributedProduct _product = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync();
        _servers = await RunServers.StartAsync();
        var settings = _simulator.AsProvider("openai").Append(new("Redis__Deadline", "3s")).Append(new(Product.CacheSwitch, "true"));
        _product = await DistributedProduct.StartAsync(_data.Path, settings, _servers, gateways: 3, workers: 1, site: false);
    }

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _servers.DisposeAsync();
        await _simulator.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Within_a_second_of_a_purge_no_gateway_gives_what_was_made_before()
    {
        var gateways = _product.GatewayAddresses.Select(address => LimitedLoad.Client(address, Product.AdministratorKey)).ToArray();
        var took = new List<TimeSpan>();
        for (var round = 0; round < 5; round++)
        {
            // Each has it in its own memory; what is made within a second of the last purge counts as older, and is made again.
            foreach (var gateway in gateways)
                await Eventually.GetAsync(() => AskAsync(gateway, round), cache => cache == "exact", "the gateway does not cache");
            await new Client.HybridAiClient(gateways[round % 3]).PurgeCacheAsync(round % 2 == 0 ? new PurgeCacheRequest { All = true } : new PurgeCacheRequest { Tag = $"round-{round}" });
            var purged = Stopwatch.GetTimestamp();
            // Those that still have it say so until they know; "only" asks no provider and keeps nothing.
            await Task.WhenAll(gateways.Select(gateway => Eventually.GetAsync(() => AskAsync(gateway, round, "only"), cache => cache == "miss", "the gateway goes on giving what was purged")));
            took.Add(Stopwatch.GetElapsedTime(purged));
        }

        Assert.All(took, each => Assert.True(each < Agreed, string.Join(' ', took)));
        foreach (var gateway in gateways)
            gateway.Dispose();
    }

    private static async Task<string> AskAsync(HttpClient gateway, int round, string mode = "on")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(LimitedLoad.Body("cached")) };
        request.Headers.Add("x-hybridai-cache", mode);
        request.Headers.Add("x-hybridai-tags", $"round-{round}");
        using var answer = await gateway.SendAsync(request);
        return string.Join(',', answer.Headers.GetValues("x-hybridai-cache"));
    }
}
