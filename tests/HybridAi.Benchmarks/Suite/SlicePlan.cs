using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>All that a scenario needs to put any subject under its load for a slice of time.</summary>
internal sealed class SlicePlan : IDisposable
{
    /// <summary>Longer than the pauses between a gateway's drains of its journal (100 ms), else one could begin after the measurement.</summary>
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(400);

    private readonly Bench _bench;
    private readonly ExpectedAnswer _expected;
    private readonly Dictionary<string, ConnectionPool> _pools = [];
    private readonly Dictionary<string, ExpectedAnswer> _translated = [];

    private SlicePlan(Scenario scenario, Bench bench, ExpectedAnswer expected)
    {
        Scenario = scenario;
        _bench = bench;
        _expected = expected;
    }

    public Scenario Scenario { get; }

    public static async Task<SlicePlan> PrepareAsync(Scenario scenario, Bench bench, CancellationToken stop)
    {
        await bench.SetScriptAsync(scenario.Script, stop);
        return new(scenario, bench, await bench.LearnExpectedAsync(bench.Upstream, bench.RequestsTo(bench.Upstream).Own(scenario.Stream), stop));
    }

    public async Task<Measurement> MeasureAsync(Subject subject, TimeSpan length, CancellationToken stop)
    {
        if (!_pools.TryGetValue(subject.Name, out var pool))
            pool = _pools[subject.Name] = await ConnectionPool.OpenAsync(subject.Launch.EndPoint, Scenario.Connections, Scenario.Script.Stamped, stop);
        var (requests, expected) = await LoadOfAsync(subject, stop);
        var foreign = new ForeignWork(_bench.Upstream, subject);
        var before = subject.CpuTime;
        var serversBefore = subject.ServersCpu();
        var load = await Scenario.LoadAsync(pool, requests, expected, length, stop);
        var foreignShare = foreign.Share();
        subject.CountAnswered(load.Answered);
        await Rest.WaitAsync(subject, LeastRest, stop);
        return load.Faults == 0
            ? new(load, subject.CpuTime - before, foreignShare, subject.ServersCpu().ToDictionary(server => server.Key, server => server.Value - serversBefore[server.Key]))
            : throw new BenchmarkFailedException($"{subject.Name}, {Scenario.Name}: {load.Faults} answers are wrong or missing, {load.Right} right; the first: {load.FirstFault}");
    }

    // What a gateway makes of the upstream's answer is learnt from it once: from then on it must always be just that.
    private async Task<(RequestSet Requests, ExpectedAnswer Expected)> LoadOfAsync(Subject subject, CancellationToken stop)
    {
        var requests = _bench.RequestsTo(subject);
        if (!Scenario.Translated || !Bench.CanTranslate(subject))
            return (Scenario.Distinct ? requests.Distinct : requests.Own(Scenario.Stream), _expected);
        var translated = requests.Translated(Scenario.Stream);
        if (!_translated.TryGetValue(subject.Name, out var expected))
        {
            expected = _translated[subject.Name] = await _bench.LearnExpectedAsync(subject, translated, stop);
            subject.CountAnswered(1);
        }

        return (translated, expected);
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }
}
