using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>All that a scenario needs to put any subject under its load for a slice of time.</summary>
internal sealed class SlicePlan : IDisposable
{
    /// <summary>Longer than the pauses between a gateway's drains of its journal (100 ms), else one could begin after the measurement.</summary>
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(400);

    private readonly RequestSet _requests;
    private readonly ExpectedAnswer _expected;
    private readonly Subject _upstream;
    private readonly Dictionary<string, ConnectionPool> _pools = [];

    private SlicePlan(Scenario scenario, RequestSet requests, ExpectedAnswer expected, Subject upstream)
    {
        Scenario = scenario;
        _requests = requests;
        _expected = expected;
        _upstream = upstream;
    }

    public Scenario Scenario { get; }

    public static async Task<SlicePlan> PrepareAsync(Scenario scenario, Bench bench, CancellationToken stop)
    {
        var requests = bench.Requests(scenario.Stream);
        await bench.SetScriptAsync(scenario.Script, stop);
        return new(scenario, requests, await bench.LearnExpectedAsync(requests, stop), bench.Upstream);
    }

    public async Task<Measurement> MeasureAsync(Subject subject, TimeSpan length, CancellationToken stop)
    {
        if (!_pools.TryGetValue(subject.Name, out var pool))
            pool = _pools[subject.Name] = await ConnectionPool.OpenAsync(subject.Launch.EndPoint, Scenario.Connections, Scenario.Script.Stamped, stop);
        var foreign = new ForeignWork(_upstream, subject);
        var before = subject.CpuTime;
        var load = await Scenario.LoadAsync(pool, _requests, _expected, length, stop);
        var foreignShare = foreign.Share();
        subject.CountAnswered(load.Answered);
        await Rest.WaitAsync(subject, LeastRest, stop);
        return load.Faults == 0
            ? new(load, subject.CpuTime - before, foreignShare)
            : throw new BenchmarkFailedException($"{subject.Name}, {Scenario.Name}: {load.Faults} answers are wrong or missing, {load.Right} right; the first: {load.FirstFault}");
    }

    public void Dispose()
    {
        foreach (var pool in _pools.Values)
            pool.Dispose();
    }
}
