using HybridAi.Benchmarks.Reporting;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>One run of the suite, stage by stage: paired rounds, open streams, start-up.</summary>
internal sealed class SuiteRun(SuiteOptions options, Workplace workplace)
{
    private const int KeysInUse = 1000;

    private readonly Progress _progress = new();
    private readonly SuiteResults _results = new();
    private readonly string? _nginx = Programs.Find(options.Nginx);

    public async Task<(bool RecordsAgree, string Report)> RunAsync(CancellationToken stop)
    {
        if (_nginx is null)
            _progress.Say("nginx is not there and is left out.");
        await using var servers = options.Distributed ? await GatewayServers.StartAsync(workplace) : null;
        await using var bench = await Bench.StartUpstreamAsync(workplace, stop);
        var homes = HomesOf(bench.Upstream.Launch.Address, servers);
        await RunRoundsAsync(bench, homes, stop);
        if (options.Only.Contains(ScenarioNames.Failover) && !options.StandIn)
            _results.Failover = await new Failover(options, workplace, _progress).RunAsync(bench, stop);
        if (options.Only.Contains(ScenarioNames.Streams))
            await RunStreamsAsync(bench, homes, stop);
        if (options.Only.Contains(ScenarioNames.Start))
            _results.StartUp = await new StartUp(options, workplace, _progress).RunAsync(bench, homes[0], stop);
        return (_results.Records.Values.All(record => record.Agree), new Report(options, _results).Write());
    }

    /// <summary>The standalone gateway first.</summary>
    private List<GatewayHome> HomesOf(Uri upstream, GatewayServers? servers)
    {
        var published = Path.GetFullPath(options.Gateway);
        List<GatewayHome> homes =
        [
            new(
                SubjectNames.Gateway, workplace.NewDirectory("data"),
                data => options.StandIn ? Launches.Raw(upstream, SubjectNames.Gateway) : Launches.Gateway(published, upstream, data)),
        ];
        if (options.Control)
            homes.Add(new(SubjectNames.Controlled, workplace.NewDirectory("controlled"), data => Launches.Controlled(published, upstream, data)));
        if (!options.StandIn && options.Only.Overlaps(ScenarioNames.Cached))
            homes.Add(new(SubjectNames.Cached, workplace.NewDirectory("cached"), data => Launches.Cached(published, upstream, data)));
        if (servers is not null)
        {
            homes.Add(new(
                SubjectNames.Distributed, workplace.NewDirectory("distributed"),
                data => Launches.Distributed(Path.GetFullPath(options.DistributedGateway), upstream, data, servers)));
        }

        return homes;
    }

    private async Task RunRoundsAsync(Bench bench, List<GatewayHome> homes, CancellationToken stop)
    {
        var started = new List<Subject>();
        foreach (var launch in LaunchesOf(bench, homes))
            started.Add(await bench.StartAsync(launch, stop));
        foreach (var (home, gateway) in homes.Zip(started))
        {
            home.Count(gateway);
            await UseKeysAsync(bench, gateway, stop);
        }

        foreach (var subject in started)
            _results.IdleBytes[subject.Name] = subject.Resident;

        var rounds = new PairedRounds(options, new Random(options.Seed), _progress);
        foreach (var scenario in Scenario.All(options).Where(scenario => options.Only.Contains(scenario.Name) && !(scenario.Cached && options.StandIn)))
            _results.Rounds.Add(await rounds.RunAsync(scenario, bench, stop));

        foreach (var subject in started)
            _results.LoadedBytes[subject.Name] = subject.Resident;
        foreach (var (home, gateway) in homes.Zip(started))
            await CheckRecordsAsync(home, gateway, stop);
        foreach (var subject in started)
            await bench.StopAsync(subject);
    }

    private async Task CheckRecordsAsync(GatewayHome home, Subject gateway, CancellationToken stop)
    {
        _results.Records[home.Name] = await home.CheckRecordsAsync(gateway, stop);
        _progress.Say(_results.Records[home.Name].Text);
    }

    private async Task RunStreamsAsync(Bench bench, List<GatewayHome> homes, CancellationToken stop)
    {
        foreach (var launch in LaunchesOf(bench, homes).Where(launch => launch.Name != SubjectNames.Cached))
        {
            _progress.Say($"streams: {launch.Name}");
            var subject = await bench.StartAsync(launch, stop);
            var home = homes.FirstOrDefault(home => home.Name == launch.Name);
            home?.Count(subject);
            _results.Streams[subject.Name] = await new OpenStreams(options).RunAsync(bench, subject, stop);
            if (home is not null)
                await CheckRecordsAsync(home, subject, stop);
            await bench.StopAsync(subject);
        }
    }

    private async Task UseKeysAsync(Bench bench, Subject gateway, CancellationToken stop)
    {
        if (gateway.Launch.IsStandIn)
            return;
        _progress.Say($"{gateway.Name}: creating {options.Keys} keys");
        using var management = new Management(gateway.Launch.Address);
        var keys = await management.CreateKeysAsync(options.Keys, stop);
        bench.UseKeys(gateway, [.. keys.Where((_, i) => i % Math.Max(1, options.Keys / KeysInUse) == 0)]);
    }

    /// <summary>The gateways first.</summary>
    private List<Launch> LaunchesOf(Bench bench, List<GatewayHome> homes)
    {
        var upstream = bench.Upstream.Launch.Address;
        List<Launch> launches = [.. homes.Select(home => home.Launch), Launches.Raw(upstream)];
        if (_nginx is not null)
            launches.Add(Launches.Nginx(_nginx, upstream, workplace.NewDirectory("nginx")));
        return launches;
    }
}
