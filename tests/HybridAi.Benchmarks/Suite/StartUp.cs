using System.Diagnostics;
using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>From the start of a process to its first good answer to a chat request.</summary>
internal sealed class StartUp(SuiteOptions options, Workplace workplace, Progress progress)
{
    private readonly RequestSet _requests = RequestSet.Chat([Launches.AdminKey], stream: false);

    public async Task<IReadOnlyDictionary<string, Spread>> RunAsync(Bench bench, GatewayHome home, CancellationToken stop)
    {
        var upstream = bench.Upstream.Launch.Address;
        var kinds = new Dictionary<string, Func<int, Launch>>
        {
            ["raw proxy (not precompiled)"] = _ => Launches.Raw(upstream),
            ["gateway, empty data directory"] = n => home.LaunchOn(workplace.NewDirectory($"empty-{n}")),
            ["gateway, data directory of this run"] = _ => home.Launch,
        };
        var times = kinds.Keys.ToDictionary(kind => kind, _ => new List<double>());
        for (var n = 1; n <= options.Starts; n++)
        {
            progress.Say($"start: {n} of {options.Starts}");
            foreach (var (kind, launch) in kinds)
                times[kind].Add((await StartOnceAsync(launch(n), stop)).TotalMilliseconds);
        }

        return times.ToDictionary(kind => kind.Key, kind => Spread.Of(kind.Value));
    }

    private async Task<TimeSpan> StartOnceAsync(Launch launch, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        await using var subject = Subject.Start(launch, workplace);
        return await Readiness.WaitAsync(subject, _requests, start, stop);
    }
}
