using System.Text.RegularExpressions;
using HybridAi.TestServers;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>
/// HybridAi as services of its own: two gateways, two workers and the site, started with nothing but the environment that Aspire gives
/// them, on a Postgres and a Redis of the test run. Callers reach the gateways through a balancer.
/// </summary>
internal sealed class DistributedProduct : Product
{
    private const string MasterKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static readonly Regex Listening = new(@"Now listening on: (http\S+)");

    private readonly Balancer _balancer;
    private readonly SimulatorServer? _simulator;

    private DistributedProduct(Balancer balancer, SimulatorServer? simulator, IReadOnlyList<ServerProcess> gateways, IReadOnlyList<ServerProcess> others, Uri site)
        : base(balancer.Address, site)
    {
        (_balancer, _simulator) = (balancer, simulator);
        (Gateways, Others) = (gateways, others);
    }

    public IReadOnlyList<ServerProcess> Gateways { get; }

    /// <summary>The workers, then the site.</summary>
    public IReadOnlyList<ServerProcess> Others { get; }

    public override string Output => string.Join('\n', Gateways.Concat(Others).Select(process => process.Output));

    public override IReadOnlyList<int> GatewayProcesses => [.. Gateways.Select(gateway => gateway.Id)];

    public static new async Task<DistributedProduct> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var given = settings.ToDictionary();
        var simulator = given.Keys.Any(key => key.StartsWith("Providers__", StringComparison.Ordinal)) ? null : await SimulatorServer.StartAsync(given.GetValueOrDefault("Simulator__Urls"));
        given.Remove("Simulator__Urls");
        var environment = await EnvironmentAsync(given, simulator);
        var started = new List<ServerProcess>();
        ServerProcess Start(string program, string name, Regex ready, IEnumerable<KeyValuePair<string, string>>? more = null)
        {
            var all = environment.Concat(more ?? []).Append(new("HYBRIDAI_DATA", Path.Combine(data, name))).Append(new("ASPNETCORE_URLS", "http://127.0.0.1:0"));
            var process = ServerProcess.Start(program, [], all.ToDictionary(), ready);
            started.Add(process);
            return process;
        }

        try
        {
            ServerProcess[] gateways = [Start("HybridAi.Gateway", "gateway-1", Listening), Start("HybridAi.Gateway", "gateway-2", Listening)];
            var addresses = await Task.WhenAll(gateways.Select(gateway => gateway.AddressAsync()));
            ServerProcess[] others =
            [
                Start("HybridAi.Worker", "worker-1", Listening), Start("HybridAi.Worker", "worker-2", Listening),
                Start("HybridAi.Web", "web", Listening, addresses.Select((address, index) => KeyValuePair.Create($"services__gateway__http__{index}", address.ToString()))),
            ];
            var listening = await Task.WhenAll(others.Select(other => other.AddressAsync()));
            return new DistributedProduct(new Balancer(addresses), simulator, gateways, others, listening[^1]);
        }
        catch (Exception)
        {
            foreach (var process in started)
                await process.DisposeAsync();
            if (simulator is not null)
                await simulator.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _balancer.DisposeAsync();
        foreach (var process in Others.Concat(Gateways))
            await process.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }

    // What Aspire sets, and no more.
    private static async Task<Dictionary<string, string>> EnvironmentAsync(Dictionary<string, string> settings, SimulatorServer? simulator)
    {
        var servers = await RunServers.GetAsync();
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__database"] = servers.Postgres.ConnectionString(await servers.Postgres.CreateDatabaseAsync()),
            ["ConnectionStrings__cache"] = servers.Redis.ConnectionString,
            ["HYBRIDAI_ADMIN_KEY"] = AdministratorKey,
            ["HYBRIDAI_MASTER_KEY"] = MasterKey,
        };
        if (simulator is not null)
            environment["services__simulator__http__0"] = simulator.Address.ToString();
        foreach (var (name, value) in settings)
            environment[name] = value;
        return environment;
    }
}
