using System.Globalization;
using System.Net;
using HybridAi.Benchmarks.CommandLine;
using HybridAi.Benchmarks.Reporting;

namespace HybridAi.Benchmarks.Load;

/// <summary>The load client by itself, for trying things by hand.</summary>
internal static class LoadCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var target = new Uri(arguments.Text("target", "http://127.0.0.1:9001"));
        var open = arguments.Text("mode", "closed") == "open";
        var connections = arguments.Whole("connections", fallback: 64, least: 1, most: 10_000);
        var rate = arguments.Whole("rate", fallback: 1000, least: 1, most: 100_000);
        var length = TimeSpan.FromSeconds(arguments.Number("seconds", fallback: 5, least: 0.1, most: 600));
        var file = arguments.Text("keys-file", "");
        var keys = file.Length == 0 ? [arguments.Text("key", "bench")] : await File.ReadAllLinesAsync(file, stop);
        var requests = RequestSet.Chat(keys, arguments.Switch("stream"));
        arguments.EnsureAllUsed();
        if (!IPAddress.TryParse(target.Host, out var address) || !IPAddress.IsLoopback(address))
            throw new ArgumentException("--target must be a loopback address such as http://127.0.0.1:9001: this is a load generator.");

        SocketThreads.UseOne();
        using var pool = await ConnectionPool.OpenAsync(new IPEndPoint(address, target.Port), connections, seeksStamp: false, stop);
        var expected = ExpectedAnswer.From(await pool.Connections[0].ExchangeAsync(requests.Next()), requests.Stream);
        var result = open
            ? await OpenLoop.RunAsync(pool, requests, expected, rate, length, stop)
            : await ClosedLoop.RunAsync(pool, requests, expected, length, stop);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {result.Right} right answers in {result.Elapsed.TotalSeconds:0.00} s, {result.Right / result.Elapsed.TotalSeconds:0}/s, {result.Faults} faults {result.FirstFault}
            latency     p50 {Figures.Time(result.Latency.Percentile(0.5))}, p99 {Figures.Time(result.Latency.Percentile(0.99))}, most {Figures.Time(result.Latency.Max)}
            first byte  p50 {Figures.Time(result.FirstByte.Percentile(0.5))}, p99 {Figures.Time(result.FirstByte.Percentile(0.99))}
            """));
        return result.Faults == 0 ? 0 : 1;
    }
}
