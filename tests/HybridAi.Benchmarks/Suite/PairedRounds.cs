using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;

namespace HybridAi.Benchmarks.Suite;

/// <summary>Runs a scenario against all subjects in turn, round by round, in an order shuffled anew: what drifts on the machine meets all alike.</summary>
internal sealed class PairedRounds(SuiteOptions options, Random random, Progress progress)
{
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Measurement>>> RunAsync(
        Scenario scenario, Bench bench, CancellationToken stop)
    {
        var requests = bench.Requests(scenario.Stream);
        await bench.SetScriptAsync(scenario.Script, stop);
        var expected = await bench.LearnExpectedAsync(requests, stop);
        var pools = new Dictionary<string, ConnectionPool>();
        var measured = bench.Subjects.ToDictionary(subject => subject.Name, _ => new List<Measurement>());
        try
        {
            foreach (var subject in bench.Subjects)
            {
                pools[subject.Name] = await ConnectionPool.OpenAsync(subject.Launch.EndPoint, scenario.Connections, scenario.Script.Stamped, stop);
                await MeasureAsync(scenario, subject, pools[subject.Name], requests, expected, options.WarmUp, stop);
            }

            for (var round = 1; round <= options.Rounds; round++)
            {
                var order = bench.Subjects.ToArray();
                random.Shuffle(order);
                progress.Say($"{scenario.Name}: round {round} of {options.Rounds} ({string.Join(", ", order.Select(subject => subject.Name))})");
                foreach (var subject in order)
                    measured[subject.Name].Add(await MeasureAsync(scenario, subject, pools[subject.Name], requests, expected, options.Slice, stop));
            }
        }
        finally
        {
            foreach (var pool in pools.Values)
                pool.Dispose();
        }

        return measured.ToDictionary(subject => subject.Key, subject => (IReadOnlyList<Measurement>)subject.Value);
    }

    private static async Task<Measurement> MeasureAsync(
        Scenario scenario, Subject subject, ConnectionPool pool, RequestSet requests, ExpectedAnswer expected, TimeSpan length, CancellationToken stop)
    {
        var before = subject.CpuTime;
        var load = await scenario.LoadAsync(pool, requests, expected, length, stop);
        subject.CountAnswered(load.Answered);
        await Rest.WaitAsync(subject, least: TimeSpan.FromMilliseconds(200), stop);
        if (load.Faults > 0)
            throw new BenchmarkFailedException($"{subject.Name}, {scenario.Name}: {load.Faults} of {load.Answered} answers are wrong or missing; the first: {load.FirstFault}");
        return new(load, subject.CpuTime - before);
    }
}
