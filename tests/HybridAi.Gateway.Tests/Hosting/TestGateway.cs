using System.Net.Http.Headers;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Health;
using HybridAi.Gateway.Hosting;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Node.Snapshots;
using HybridAi.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>
/// The whole gateway on a real socket, with two providers (<c>one</c>, <c>two</c>) that the test plays, one journal that it holds and a clock
/// that it turns. Both providers serve <c>m</c> at 1 and 2 US dollars per million tokens.
/// </summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string AdministratorKey = "an-administrator-key";

    private readonly string _data = Directory.CreateTempSubdirectory("hybridai-gateway-").FullName;

    public string DataDirectory => _data;

    public FakeUpstream One { get; } = new();

    public FakeUpstream Two { get; } = new();

    public FakeJournal Journal { get; } = new();

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    /// <param name="settings">Beside those of <see cref="Configuration"/>.</param>
    /// <param name="services">Adds to its services, or replaces some.</param>
    /// <param name="postgres">Where its database is; null: it is a file of its own.</param>
    public static async Task<TestGateway> StartAsync(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, PostgresFixture? postgres = null)
    {
        var gateway = new TestGateway();
        try
        {
            await gateway.RunAsync(settings, services, postgres is null ? null : await postgres.CreateAsync());
            return gateway;
        }
        catch (Exception)
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(Dictionary<string, string?>? settings, Action<IServiceCollection>? services, string? connectionString)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Configuration(settings));
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        if (connectionString is not null)
        {
            builder.Configuration["HYBRIDAI_MASTER_KEY"] = new string('5', 64);
            builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        }

        builder.AddGateway(new GatewayHostOptions());
        builder.Services.AddSingleton<IUsageJournal>(Journal);
        services?.Invoke(builder.Services);
        App = builder.Build();
        await App.MapGatewayAsync();
        await App.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(App.Urls.First()), Timeout = TimeSpan.FromSeconds(90) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
    }

    public SnapshotHolder Snapshots => App.Services.GetRequiredService<SnapshotHolder>();

    /// <summary>Sends a chat request; returns once the answer's headers are there.</summary>
    public Task<HttpResponseMessage> ChatAsync(
        string json = """{"model":"both","messages":[{"role":"user","content":"Hello there"}]}""", Action<HttpRequestMessage>? change = null,
        CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(json, new MediaTypeHeaderValue("application/json")) };
        change?.Invoke(request);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>The same for a stream.</summary>
    public Task<HttpResponseMessage> StreamAsync(string more = "", string model = "both", CancellationToken cancellationToken = default) => ChatAsync(
        $$"""{"model":"{{model}}","stream":true{{more}},"messages":[{"role":"user","content":"Hello there"}]}""", null, cancellationToken);

    /// <summary>Lets a little time pass, until the gateway has looked how everything is.</summary>
    public async Task<HealthReport> LookAtHealthAsync()
    {
        var (watch, at) = (App.Services.GetRequiredService<HealthWatch>(), Time.GetUtcNow());
        while (!(watch.Current?.At > at))
        {
            Time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        return watch.Current!;
    }

    /// <summary>Lets everything that the gateway has begun come to an end: whatever would come is there before as many requests of the same server are through.</summary>
    public async Task SettleAsync()
    {
        for (var i = 0; i < 20; i++)
            (await Http.GetAsync("/alive")).Dispose();
    }

    /// <summary>Lets time pass until something happens, no faster than the gateway gets on: on a busy machine it has as much to do in a step as on an idle one.</summary>
    public async Task<T> PassTimeUntilAsync<T>(TimeSpan step, Task<T> happens)
    {
        while (!happens.IsCompleted)
        {
            Time.Advance(step);
            await Task.WhenAny(happens, PulseAsync());
        }

        return await happens;
    }

    private async Task PulseAsync()
    {
        try
        {
            (await Http.GetAsync("/alive")).Dispose();
        }
        catch (Exception end) when (end is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // It is stopped, or the test is over.
        }

        await Task.Delay(TimeSpan.FromMilliseconds(2));
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await One.DisposeAsync();
        await Two.DisposeAsync();
        if (App is not null)
            await App.DisposeAsync();
        // It is not stopped in order, so that what it had begun may still put a file there.
        await GatewayCalls.UntilAsync(() => Task.FromResult(IsDeleted()));
    }

    private bool IsDeleted()
    {
        try
        {
            Directory.Delete(_data, recursive: true);
        }
        catch (IOException) when (Directory.Exists(_data))
        {
            return false;
        }

        return true;
    }

    private Dictionary<string, string?> Configuration(Dictionary<string, string?>? more)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["HYBRIDAI_ADMIN_KEY"] = AdministratorKey,
            ["HYBRIDAI_DATA"] = _data,
            ["Logging:LogLevel:Default"] = "None",
            ["Aliases:both"] = "one/m,two/m",
            // Tests that are not about them see each failure once, and each request at its provider.
            ["Retry:MaxAttempts"] = "1",
            ["Breaker:Enabled"] = "false",
            ["Cache:Enabled"] = "false",
            ["Health:Probes"] = "false",
        };
        foreach (var (name, upstream) in new[] { ("one", One), ("two", Two) })
        {
            all[$"Providers:{name}:BaseUrl"] = upstream.Address.ToString();
            all[$"Providers:{name}:ApiKey"] = $"key-of-{name}";
            all[$"Providers:{name}:AllowPrivateNetwork"] = "true";
            all[$"Providers:{name}:Models:0:Id"] = "m";
            all[$"Providers:{name}:Models:0:InputPerMillion"] = "1";
            all[$"Providers:{name}:Models:0:OutputPerMillion"] = "2";
        }

        foreach (var (key, value) in more ?? [])
            all[key] = value;
        return all;
    }
}
