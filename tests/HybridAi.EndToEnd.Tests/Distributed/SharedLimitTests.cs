using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Client.RateLimits;
using HybridAi.Client.Tenancy;
using HybridAi.EndToEnd.Tests.Accounting;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Distributed;

/// <summary>
/// Three gateways hold limits together. While their Redis is there, never more than the limit is admitted; whatever happens to it, no request fails, and never more
/// than twice the limit is.
/// </summary>
[Trait("Topology", "own")]
public sealed class SharedLimitTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private SimulatorServer _simulator = null!;
    private RunServers _servers = null!;
    private DistributedProduct _product = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorServer.StartAsync();
        _servers = await RunServers.StartAsync();
        // A busy machine is not a lost Redis.
        var settings = _simulator.AsProvider("openai").Append(new("Redis__Deadline", "3s"));
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
    public async Task Three_gateways_admit_exactly_the_limit()
    {
        var key = await SetAsync(200, "tokens-too");
        await using var load = new LimitedLoad(_product, key, callersOfEach: 4);
        await load.UntilAsync(calls => calls.Count(call => call.Status == 429) >= 60);
        var calls = await load.StopAsync();
        Assert.Equal(200, calls.Count(call => call.Status == 200));
        Assert.DoesNotContain(calls, call => call.Status is not (200 or 429));
        var row = Assert.Single((await _product.Api.RateLimitStatusAsync("shared")).Data);
        Assert.Equal((200L, 0L, true), (row.Limit, row.Remaining, row.Shared));
        await _product.Api.ResetRateLimitAsync("shared");
        Assert.Equal(200, (await new ChatCall("again", "v1/chat/completions", LimitedLoad.Body("again"), false).SendAsync(LimitedLoad.Client(_product.GatewayAddresses[1], key))).Status);
    }

    [Fact]
    public async Task Redis_stopped_flushed_and_restarted_fails_no_request_and_never_admits_twice_the_limit()
    {
        const int Limit = 1500;
        var key = await SetAsync(Limit, "wide");
        var redis = _servers.Redis;
        await using var load = new LimitedLoad(_product, key, callersOfEach: 3);
        await load.MoreAsync(200);
        await redis.PauseAsync();
        await load.MoreAsync(150);
        Assert.Contains("1/3 of each limit", await DetailAsync("degraded"));
        await redis.ContinueAsync();
        await DetailAsync("healthy");
        await load.MoreAsync(150);
        await redis.FlushAsync();
        await load.MoreAsync(150);
        await redis.KillAsync();
        await load.MoreAsync(150);
        await redis.RestartAsync();
        await DetailAsync("healthy");
        // A gateway that counts for itself refuses earlier: only Redis says that the limit is used up.
        await Eventually.GetAsync(
            () => _product.Api.RateLimitStatusAsync("shared"), page => page.Data is [{ Shared: true, Remaining: 0 }], "the limit is not used up in Redis");
        await DetailAsync("healthy");
        await load.UntilRefusedEverywhereAsync(20);

        var calls = await load.StopAsync();
        Assert.All(calls, call => Assert.True(call.Status is 200 or 429, $"{call.Status} {call.Answer}\n{_product.Output}"));
        Assert.InRange(calls.Count(call => call.Status == 200), (int)(Limit * 0.9), 2 * Limit);
    }

    [Fact]
    public async Task A_gateway_that_is_killed_gives_the_places_of_its_requests_back()
    {
        var key = (await _product.Api.CreateAsync(new CreateKeyRequest { Name = "places", Role = Roles.Inference })).Secret;
        await _product.Api.CreateAsync(new SaveRateLimitRequest { Name = "places", Scope = "key", Measure = "concurrent", Limit = 1 });
        await SpreadAsync("places");
        await _simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 60_000 });
        var held = new ChatCall("held", "v1/chat/completions", LimitedLoad.Body("held"), false).SendAsync(LimitedLoad.Client(_product.GatewayAddresses[0], key));
        await Eventually.GetAsync(() => _simulator.RequestsAsync("openai"), requests => requests.Count == 1, "the provider is not asked");
        await _simulator.ResetAsync("openai");
        var other = LimitedLoad.Client(_product.GatewayAddresses[1], key);
        Assert.Equal(429, (await new ChatCall("other", "v1/chat/completions", LimitedLoad.Body("other"), false).SendAsync(other)).Status);
        _product.Gateways[0].Kill();
        await held;
        // For as long as it held a place without a word of its gateway: 30 s.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var status = 429;
        while (status == 429 && await pause.WaitForNextTickAsync(limit.Token))
            status = (await new ChatCall("other", "v1/chat/completions", LimitedLoad.Body("other"), false).SendAsync(other)).Status;
        Assert.Equal(200, status);
    }

    private async Task<string> SetAsync(int limit, string otherName)
    {
        var key = await _product.Api.CreateAsync(new CreateKeyRequest { Name = "limited", Role = Roles.Inference });
        await _product.Api.CreateAsync(new SaveRateLimitRequest { Name = otherName, Scope = "organization", Measure = "tokens", Limit = 1_000_000_000, Window = "1h", Algorithm = "token-bucket" });
        await _product.Api.CreateAsync(new SaveRateLimitRequest { Name = "shared", Scope = "key", Target = key.Id.ToString(), Limit = limit, Window = "1h" });
        await SpreadAsync("shared");
        return key.Secret;
    }

    // Until each gateway holds to it.
    private async Task SpreadAsync(string limit)
    {
        foreach (var address in _product.GatewayAddresses)
        {
            using var http = LimitedLoad.Client(address, Product.AdministratorKey);
            await Eventually.GetAsync(
                async () => (int)(await http.PostAsync($"/api/ratelimits/{limit}/reset", null)).StatusCode, status => status == 200, $"{address} has no limit '{limit}'");
        }
    }

    private async Task<string> DetailAsync(string status)
    {
        var detail = "";
        foreach (var address in _product.GatewayAddresses)
        {
            using var http = LimitedLoad.Client(address, Product.AdministratorKey);
            detail += await Eventually.GetAsync(
                async () =>
                {
                    var health = JsonElement.Parse(await http.GetStringAsync("/health"));
                    var limits = health.GetProperty("dependencies").EnumerateArray().Single(one => one.GetProperty("name").GetString() == "rate-limits");
                    return limits.GetProperty("status").GetString() == status ? limits.GetProperty("detail").GetString() ?? "none" : null;
                },
                found => found is not null, $"{address} does not become {status}");
        }

        return detail;
    }
}

/// <summary>Callers with one key at each gateway.</summary>
internal sealed class LimitedLoad : IAsyncDisposable
{
    private readonly ConcurrentQueue<ChatCall> _calls = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly int[] _refusedInARow;
    private readonly Task _callers;
    private int _number;

    public LimitedLoad(DistributedProduct product, string key, int callersOfEach)
    {
        _refusedInARow = new int[product.GatewayAddresses.Count];
        _callers = Task.WhenAll(
            product.GatewayAddresses.SelectMany((address, gateway) => Enumerable.Range(0, callersOfEach).Select(_ => Task.Run(() => CallAsync(gateway, Client(address, key))))));
    }

    public static HttpClient Client(Uri gateway, string key)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(100) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    public static object Body(string marker) => new { model = "openai/gpt-4.1-mini", max_tokens = 50, messages = new[] { new { role = "user", content = $"<{marker}> [[words:5]]" } } };

    public Task MoreAsync(int calls)
    {
        var goal = _calls.Count + calls;
        return UntilAsync(all => all.Count >= goal);
    }

    public Task UntilAsync(Func<ConcurrentQueue<ChatCall>, bool> isEnough) => Eventually.GetAsync(() => Task.FromResult(_calls), isEnough, "the calls do not get on");

    public Task UntilRefusedEverywhereAsync(int inARow) => UntilAsync(_ => _refusedInARow.All(refused => refused >= inARow));

    public async Task<IReadOnlyList<ChatCall>> StopAsync()
    {
        await _stopping.CancelAsync();
        await _callers;
        return [.. _calls];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task CallAsync(int gateway, HttpClient http)
    {
        using (http)
        {
            while (!_stopping.IsCancellationRequested)
            {
                var marker = $"limit-{Interlocked.Increment(ref _number)}";
                var call = await new ChatCall(marker, "v1/chat/completions", Body(marker), Streamed: false).SendAsync(http);
                if (call.Status == 429)
                    Interlocked.Increment(ref _refusedInARow[gateway]);
                else
                    Volatile.Write(ref _refusedInARow[gateway], 0);
                _calls.Enqueue(call);
            }
        }
    }
}
