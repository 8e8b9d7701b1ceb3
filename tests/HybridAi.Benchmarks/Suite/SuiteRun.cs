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
        await using var bench = await Bench.StartUpstreamAsync(workplace, stop);
        var home = new GatewayHome(options, workplace, bench.Upstream.Launch.Address);
        await RunRoundsAsync(bench, home, stop);
        if (options.Only.Contains(ScenarioNames.Failover) && !options.StandIn)
            _results.Failover = await new Failover(options, workplace, _progress).RunAsync(bench, stop);
        if (options.Only.Contains(ScenarioNames.Streams))
            await RunStreamsAsync(bench, home, stop);
        if (options.Only.Contains(ScenarioNames.Start))
            _results.StartUp = await new StartUp(options, workplace, _progress).RunAsync(bench, home, stop);
        return (_results.Records.Agree, new Report(options, _results).Write());
    }

    private async Task RunRoundsAsync(Bench bench, GatewayHome home, CancellationToken stop)
    {
        var started = new List<Subject>();
        foreach (var launch in LaunchesOf(bench, home))
            started.Add(await bench.StartAsync(launch, stop));
        var gateway = started[0];
        home.Count(gateway);
        await UseKeysAsync(bench, gateway, stop);
        foreach (var subject in started)
            _results.IdleBytes[subject.Name] = subject.Resident;

        var rounds = new PairedRounds(options, new Random(options.Seed), _progress);
        foreach (var scenario in Scenario.All(options).Where(scenario => options.Only.Contains(scenario.Name)))
            _results.Rounds.Add(await rounds.RunAsync(scenario, bench, stop));

        foreach (var subject in started)
            _results.LoadedBytes[subject.Name] = subject.Resident;
        _results.Records = await home.CheckRecordsAsync(gateway, stop);
        _progress.Say(_results.Records.Text);
        foreach (var subject in started)
            await bench.StopAsync(subject);
    }

    private async Task RunStreamsAsync(Bench bench, GatewayHome home, CancellationToken stop)
    {
        foreach (var launch in LaunchesOf(bench, home))
        {
            _progress.Say($"streams: {launch.Name}");
            var subject = await bench.StartAsync(launch, stop);
            if (launch.Name == SubjectNames.Gateway)
                home.Count(subject);
            _results.Streams[subject.Name] = await new OpenStreams(options).RunAsync(bench, subject, stop);
            if (launch.Name == SubjectNames.Gateway)
                _results.Records = await home.CheckRecordsAsync(subject, stop);
            await bench.StopAsync(subject);
        }
    }

    private async Task UseKeysAsync(Bench bench, Subject gateway, CancellationToken stop)
    {
        if (options.StandIn)
            return;
        _progress.Say($"creating {options.Keys} keys");
        using var management = new Management(gateway.Launch.Address);
        var keys = await management.CreateKeysAsync(options.Keys, stop);
        bench.UseKeys([.. keys.Where((_, i) => i % Math.Max(1, options.Keys / KeysInUse) == 0)]);
    }

    /// <summary>The gateway first.</summary>
    private List<Launch> LaunchesOf(Bench bench, GatewayHome home)
    {
        var upstream = bench.Upstream.Launch.Address;
        List<Launch> launches = [home.Launch, Launches.Raw(upstream)];
        if (_nginx is not null)
            launches.Add(Launches.Nginx(_nginx, upstream, workplace.NewDirectory("nginx")));
        return launches;
    }
}
