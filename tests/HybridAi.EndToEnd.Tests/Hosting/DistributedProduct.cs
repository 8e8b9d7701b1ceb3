namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>
/// HybridAi as services of its own: two gateways or more, two workers and the site, started with nothing but the environment that Aspire gives
/// them, on a Postgres and a Redis; replicas have one data directory. Callers reach the gateways through a balancer.
/// </summary>
internal sealed class DistributedProduct : Product
{
    private readonly Balancer _balancer;
    private readonly ServiceProcess[] _gateways, _workers;
    private readonly ServiceProcess? _site;
    private readonly SimulatorServer? _simulator;

    private DistributedProduct(Balancer balancer, ServiceProcess[] gateways, ServiceProcess[] workers, ServiceProcess? site, SimulatorServer? simulator)
        : base(balancer.Address, site?.Address ?? balancer.Address) => (_balancer, _gateways, _workers, _site, _simulator) = (balancer, gateways, workers, site, simulator);

    public override IReadOnlyList<ServerProcess> Gateways => [.. _gateways.Select(gateway => gateway.Process)];

    /// <summary>Its workers.</summary>
    public IReadOnlyList<ServerProcess> Workers => [.. _workers.Select(worker => worker.Process)];

    public override IReadOnlyList<Uri> GatewayAddresses => [.. _gateways.Select(gateway => gateway.Address)];

    public override string Output => string.Join('\n', Services.Select(service => service.Process.Output));

    private IEnumerable<ServiceProcess> Services => [.. _gateways, .. _workers, .. _site is null ? [] : new[] { _site }];

    /// <summary>Starts it on the servers of the test run.</summary>
    public static new async Task<DistributedProduct> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> settings) =>
        await StartAsync(data, settings, await RunServers.GetAsync());

    /// <summary>Starts it.</summary>
    /// <param name="data">Where gateways and workers have a data directory each.</param>
    /// <param name="settings">More settings of both.</param>
    /// <param name="servers">Its servers.</param>
    /// <param name="gateways">How many gateways it has.</param>
    /// <param name="workers">How many workers it has.</param>
    /// <param name="site">Whether it has a site.</param>
    public static async Task<DistributedProduct> StartAsync(string data, IEnumerable<KeyValuePair<string, string>> settings, RunServers servers, int gateways = 2, int workers = 2, bool site = true)
    {
        var environment = ServiceProcess.NodeEnvironment(servers.Postgres.ConnectionString(await servers.Postgres.CreateDatabaseAsync()));
        environment["ConnectionStrings__cache"] = servers.Redis.ConnectionString;
        foreach (var (name, value) in settings)
            environment[name] = value;
        var started = new List<ServiceProcess>();
        SimulatorServer? simulator = null;
        async Task<ServiceProcess> StartAsync(string program, IReadOnlyDictionary<string, string> own)
        {
            var service = new ServiceProcess(program, own);
            lock (started)
                started.Add(service);
            await service.StartAsync();
            return service;
        }

        Task<ServiceProcess> StartNodeAsync(string program, string name) =>
            StartAsync(program, new Dictionary<string, string>(environment) { ["HYBRIDAI_DATA"] = Path.Combine(data, name) });

        try
        {
            if (!environment.Keys.Any(key => key.StartsWith("Providers__", StringComparison.Ordinal)))
            {
                environment.Remove("Simulator__Urls", out var urls);
                simulator = await SimulatorServer.StartAsync(urls);
                environment["Simulator__Address"] = simulator.Address.ToString();
            }

            var ready = await Task.WhenAll(Enumerable.Range(0, gateways).Select(_ => StartNodeAsync("HybridAi.Gateway", "gateway")));
            var shown = site ? StartAsync("HybridAi.Web", ServiceProcess.SiteEnvironment(ready.Select(gateway => gateway.Address))) : null;
            var working = await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => StartNodeAsync("HybridAi.Worker", "worker")));
            return new DistributedProduct(new Balancer(ready.Select(gateway => gateway.Address)), ready, working, shown is null ? null : await shown, simulator);
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
        await _gateways[index].RestartAsync();
        _balancer.Retarget(_gateways.Select(gateway => gateway.Address));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _balancer.DisposeAsync();
        foreach (var service in Services.Reverse())
            await service.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }
}
