using System.Diagnostics;
using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Upstream;

namespace HybridAi.Benchmarks.Suite;

/// <summary>Memory and CPU of a fresh process while many paced streams are open.</summary>
internal sealed class OpenStreams(SuiteOptions options)
{
    private static readonly TimeSpan Ramp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SamplePause = TimeSpan.FromMilliseconds(200);

    /// <summary>Long enough that the first stream is still open when the last one has begun.</summary>
    private static readonly StreamScript Script = new(Chunks: 60, FirstDelay: TimeSpan.Zero, Interval: TimeSpan.FromMilliseconds(100), Stamped: false);

    public static string Pace => $"{Script.Chunks} chunks, one every {Script.Interval.TotalMilliseconds:0} ms";

    /// <param name="Idle">Resident bytes before.</param>
    /// <param name="Loaded">Resident bytes while all streams are open, the median of samples.</param>
    /// <param name="Peak">The most of its whole life.</param>
    /// <param name="After">Resident bytes when the streams have ended and it is at rest.</param>
    /// <param name="CpuPerThousandChunks">CPU seconds.</param>
    internal sealed record Result(long Idle, long Loaded, long Peak, long After, double CpuPerThousandChunks);

    public async Task<Result> RunAsync(Bench bench, Subject subject, CancellationToken stop)
    {
        var requests = bench.RequestsTo(subject).Own(stream: true);
        await bench.SetScriptAsync(Script, stop);
        var expected = await bench.LearnExpectedAsync(bench.Upstream, requests, stop);
        using var pool = await ConnectionPool.OpenAsync(subject.Launch.EndPoint, options.Streams, seeksStamp: false, stop);
        await using var cut = stop.Register(pool.Dispose);
        await Rest.WaitAsync(subject, TimeSpan.FromMilliseconds(500), stop);
        var idle = subject.Resident;
        var cpu = subject.CpuTime;

        var load = new LoadResult(expected);
        var streams = new List<Task>();
        foreach (var connection in pool.Connections)
        {
            streams.Add(ReadOneAsync(connection, requests.Next(), load));
            if (streams.Count % 50 == 0)
                await Task.Delay(Ramp / (options.Streams / 50.0), stop);
        }

        var loaded = await SampleUntilAsync(Task.WhenAll(streams), subject, stop);
        subject.CountAnswered(load.Answered);
        if (load.Right != options.Streams)
            throw new BenchmarkFailedException($"{subject.Name}: only {load.Right} of {options.Streams} streams came whole. {load.FirstFault}");
        await Rest.WaitAsync(subject, TimeSpan.FromSeconds(1), stop);
        var chunks = options.Streams * Script.Chunks / 1000.0;
        return new(idle, loaded, subject.PeakResident, subject.Resident, (subject.CpuTime - cpu).TotalSeconds / chunks);
    }

    private static async Task<long> SampleUntilAsync(Task end, Subject subject, CancellationToken stop)
    {
        var samples = new List<double>();
        do
        {
            samples.Add(subject.Resident);
            await Task.WhenAny(end, Task.Delay(SamplePause, stop));
        }
        while (!end.IsCompleted);
        await end;
        await Task.Yield();
        return (long)Spread.Of(samples).Median;
    }

    private static async Task ReadOneAsync(HttpConnection connection, ReadOnlyMemory<byte> request, LoadResult load)
    {
        var start = Stopwatch.GetTimestamp();
        load.Add(await connection.ExchangeAsync(request), start);
    }
}
