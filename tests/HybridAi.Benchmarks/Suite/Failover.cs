using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Upstream;

namespace HybridAi.Benchmarks.Suite;

/// <summary>How much later an answer comes when the first provider refuses connections, or answers 500, and the second one takes its place.</summary>
internal sealed class Failover(SuiteOptions options, Workplace workplace, Progress progress)
{
    private const string Direct = "direct";

    private static readonly (string Alias, string Title)[] Broken = [("after-refused", "connection refused"), ("after-error", "status 500")];

    /// <param name="P50">Milliseconds above the median of answers by the provider itself.</param>
    /// <param name="P99">The same of the slowest in a hundred.</param>
    internal sealed record Result(Spread P50, Spread P99);

    public async Task<IReadOnlyDictionary<string, Result>> RunAsync(Bench bench, CancellationToken stop)
    {
        var upstream = bench.Upstream.Launch.Address;
        var launch = Launches.Gateway(Path.GetFullPath(options.Gateway), upstream, workplace.NewDirectory("failover"), Providers(upstream));
        var subject = await bench.StartAsync(launch, stop);
        await bench.SetScriptAsync(StreamScript.Default, stop);
        var expected = await bench.LearnExpectedAsync(bench.Upstream, bench.RequestsTo(bench.Upstream).Own(stream: false), stop);
        using var pool = await ConnectionPool.OpenAsync(launch.EndPoint, 1, seeksStamp: false, stop);
        foreach (var alias in Broken.Select(one => one.Alias).Append(Direct))
            await LoadAsync(alias, options.WarmUp);
        var added = Broken.ToDictionary(one => one.Title, _ => (P50: new List<double>(), P99: new List<double>()));
        for (var round = 1; round <= options.Rounds; round++)
        {
            progress.Say($"failover: {round} of {options.Rounds}");
            var direct = (await LoadAsync(Direct, options.Slice)).Latency.Percentile(0.5);
            foreach (var (alias, title) in Broken)
            {
                var latency = (await LoadAsync(alias, options.Slice)).Latency;
                added[title].P50.Add((latency.Percentile(0.5) - direct).TotalMilliseconds);
                added[title].P99.Add((latency.Percentile(0.99) - direct).TotalMilliseconds);
            }
        }

        await bench.StopAsync(subject);
        return added.ToDictionary(one => one.Key, one => new Result(Spread.Of(one.Value.P50), Spread.Of(one.Value.P99)));

        async Task<LoadResult> LoadAsync(string model, TimeSpan length)
        {
            var result = await ClosedLoop.RunAsync(pool, RequestSet.Chat([Launches.AdminKey], stream: false, model), expected, length, stop);
            return result.Faults == 0 ? result : throw new BenchmarkFailedException($"failover, {model}: {result.Faults} answers are wrong. {result.FirstFault}");
        }
    }

    // Each request is to meet the failure, so no circuit opens.
    private static Dictionary<string, string> Providers(Uri upstream)
    {
        var settings = new Dictionary<string, string> { ["Breaker__Enabled"] = "false", ["Retry__MaxAttempts"] = "1", ["Aliases__" + Direct] = "bench/bench-model" };
        foreach (var (name, alias, address) in new[]
        {
            ("refused", "after-refused", new Uri($"http://127.0.0.1:{Launch.FreePort()}/v1")), ("failing", "after-error", new Uri(upstream, "/failing/v1")),
        })
        {
            Launches.AddProvider(settings, name, address);
            settings["Aliases__" + alias] = $"{name}/bench-model,bench/bench-model";
        }

        return settings;
    }
}
