using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Core.Usage;
using HybridAi.Node.Hosting;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>Gateways on one Postgres of their own, which share nothing else: each has its directory, which outlives it.</summary>
internal sealed class GatewayPair : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("hybridai-pair-").FullName;
    private readonly List<NpgsqlDataSource> _sources = [];
    private readonly HashSet<TestGateway> _stopped = [];
    private string _connection = null!;

    public PostgresServer Server { get; private set; } = null!;

    /// <summary>The two, started.</summary>
    public TestGateway A { get; private set; } = null!;

    public TestGateway B { get; private set; } = null!;

    public static async Task<GatewayPair> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var pair = new GatewayPair { Server = await PostgresServer.StartAsync() };
        pair._connection = pair.Server.ConnectionString(await pair.Server.CreateDatabaseAsync()) + ";Timeout=2;Command Timeout=2";
        // Both at once on an empty database.
        var both = await Task.WhenAll(pair.StartAsync("a", settings), pair.StartAsync("b", settings));
        (pair.A, pair.B) = (both[0], both[1]);
        return pair;
    }

    /// <summary>Starts a gateway on the directory of a name.</summary>
    public Task<TestGateway> StartAsync(string name, Dictionary<string, string?>? settings = null)
    {
        var source = NpgsqlDataSource.Create(_connection);
        _sources.Add(source);
        var all = new Dictionary<string, string?>
        {
            ["HYBRIDAI_DATA"] = Path.Combine(_data, name),
            ["HYBRIDAI_MASTER_KEY"] = new string('5', 64),
            ["Journal:Node"] = name,
            ["Journal:MaxBackoff"] = "00:00:00.200",
            ["Journal:StopTimeout"] = "00:00:00",
            ["Storage:StartTimeout"] = "00:00:01",
        };
        foreach (var (key, value) in settings ?? [])
            all[key] = value;
        return TestGateway.StartAsync(all, services => services.AddSingleton(source).AddSingleton(TimeProvider.System)
            .AddSingleton<IUsageJournal>(provider => provider.GetRequiredService<OpenedStorage>().Module.Journal));
    }

    /// <summary>Ends a gateway; its directory stays.</summary>
    public async Task StopAsync(TestGateway gateway)
    {
        _stopped.Add(gateway);
        await gateway.App.StopAsync();
        await gateway.DisposeAsync();
    }

    /// <summary>A file in a gateway's directory.</summary>
    public string FileOf(string name, string file) => Path.Combine(_data, name, file);

    public async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in new[] { A, B })
        {
            if (gateway is not null && !_stopped.Contains(gateway))
                await gateway.DisposeAsync();
        }
        foreach (var source in _sources)
            await source.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}

/// <summary>What tests ask of gateways on one database.</summary>
internal static class GatewayCalls
{
    public static async Task<JsonElement> HealthAsync(this TestGateway gateway) => JsonElement.Parse(await gateway.Http.GetStringAsync("/health"));

    public static async Task<string?> StatusAsync(this TestGateway gateway) => (await gateway.HealthAsync()).GetProperty("status").GetString();

    /// <summary>Creates a key that may call models.</summary>
    public static async Task<(string Id, string Secret)> CreateKeyAsync(this TestGateway gateway, DateTimeOffset? end = null)
    {
        using var answer = await gateway.Http.PostAsJsonAsync("/api/keys", new { name = "Test", expiresAt = end });
        var key = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.True(answer.IsSuccessStatusCode, key.ToString());
        return (key.GetProperty("id").GetString()!, key.GetProperty("key").GetString()!);
    }

    /// <summary>The status of a cheap inference call with a key.</summary>
    public static async Task<int> CallAsync(this TestGateway gateway, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await gateway.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>Waits for what another node, a database or a background loop does; gives how long it took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
            await timer.WaitForNextTickAsync(limit.Token);
        return TimeProvider.System.GetElapsedTime(began);
    }
}
