using System.Text.RegularExpressions;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>
/// HybridAi as services of its own: two gateways, two workers and the site, started with nothing but the environment that Aspire gives
/// them, on a Postgres and a Redis. Callers reach the gateways through a balancer.
/// </summary>
internal sealed class DistributedProduct : Product
{
    private const string MasterKey = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static readonly Regex Listening = new(@"Now listening on: (http\S+)");

    private readonly Balancer _balancer;
    private readonly Service[] _gateways, _others;
    private readonly SimulatorServer? _simulator;

    private DistributedProduct(Balancer balancer, Service[] gateways, Service[] others, SimulatorServer? simulator) : base(balancer.Address, others[^1].Address) =>
        (_balancer, _gateways, _others, _simulator) = (balancer, gateways, others, simulator);

    /// <summary>Its gateways.</summary>
    public IReadOnlyList<ServerProcess> Gateways => [.. _gateways.Select(gateway => gateway.Process)];

    /// <summary>Its workers.</summary>
    public IReadOnlyList<ServerProcess> Workers => [.. _others[..^1].Select(worker => worker.Process)];

    /// <summary>Where each gateway is by itself.</summary>
    public IReadOnlyList<Uri> GatewayAddresses => [.. _gateways.Select(gateway => gateway.Address)];

    public override string Output => string.Join('\n', _gateways.Concat(_others).Select(service => service.Process.Output));

    public override IReadOnlyList<int> GatewayProcesses => [.. Gateways.Select(gateway => gateway.Id)];

    /// <summary>Starts it on the servers of the test run.</summary>
    public static new async Task<DistributedProduct> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> settings) =>
        await StartAsync(data, settings, await RunServers.GetAsync());

    /// <summary>Starts it.</summary>
    /// <param name="data">Where each service has a data directory of its own.</param>
    /// <param name="settings">More settings.</param>
    /// <param name="servers">Its servers.</param>
    /// <param name="gatewayCount">How many gateways.</param>
    public static async Task<DistributedProduct> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> settings, RunServers servers, int gatewayCount = 2)
    {
        var environment = settings.ToDictionary();
        environment["ConnectionStrings__database"] = servers.Postgres.ConnectionString(await servers.Postgres.CreateDatabaseAsync());
        environment["ConnectionStrings__cache"] = servers.Redis.ConnectionString;
        environment["HYBRIDAI_ADMIN_KEY"] = AdministratorKey;
        environment["HYBRIDAI_MASTER_KEY"] = MasterKey;
        var started = new List<Service>();
        SimulatorServer? simulator = null;
        async Task<Service> StartAsync(string program, string name, params KeyValuePair<string, string>[] more)
        {
            var own = environment.Concat(more).Append(new("HYBRIDAI_DATA", Path.Combine(data, name))).Append(new("ASPNETCORE_URLS", "http://127.0.0.1:0"));
            var service = new Service(program, own.ToDictionary());
            lock (started)
                started.Add(service);
            await service.StartAsync();
            return service;
        }

        try
        {
            if (!environment.Keys.Any(key => key.StartsWith("Providers__", StringComparison.Ordinal)))
            {
                environment.Remove("Simulator__Urls", out var urls);
                simulator = await SimulatorServer.StartAsync(urls);
                environment["Simulator__Address"] = simulator.Address.ToString();
            }

            var gateways = await Task.WhenAll(Enumerable.Range(1, gatewayCount).Select(number => StartAsync("HybridAi.Gateway", $"gateway-{number}")));
            var known = gateways.Select((gateway, index) => KeyValuePair.Create($"services__gateway__http__{index}", gateway.Address.ToString()));
            var others = await Task.WhenAll(
                StartAsync("HybridAi.Worker", "worker-1"), StartAsync("HybridAi.Worker", "worker-2"), StartAsync("HybridAi.Web", "web", [.. known]));
            return new DistributedProduct(new Balancer(gateways.Select(gateway => gateway.Address)), gateways, others, simulator);
        }
        catch (Exception)
        {
            foreach (var service in started)
                await service.DisposeAsync();
            if (simulator is not null)
                await simulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a gateway again that has ended, with its own data.</summary>
    public async Task RestartGatewayAsync(int index)
    {
        await _gateways[index].DisposeAsync();
        await _gateways[index].StartAsync();
        _balancer.Retarget(_gateways.Select(gateway => gateway.Address));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _balancer.DisposeAsync();
        foreach (var service in _others.Concat(_gateways))
            await service.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }

    /// <summary>One of its processes, which may be started again.</summary>
    private sealed class Service(string program, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
    {
        private ServerProcess? _process;

        public ServerProcess Process => _process ?? throw new InvalidOperationException("It has not been started.");

        public Uri Address { get; private set; } = null!;

        public async Task StartAsync()
        {
            _process = ServerProcess.Start(program, [], environment, Listening);
            Address = await _process.AddressAsync();
        }

        public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
