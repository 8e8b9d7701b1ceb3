using System.Globalization;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>Failures over and over: what they took is given back.</summary>
[Collection(FaultyProvidersCollection.Name)]
public sealed class ResourceTests(FaultyProviders faulty) : IAsyncLifetime
{
    private const int Times = 200;

    private static readonly Dictionary<string, object>[] Scripts =
    [
        new() { ["stall"] = new { afterTokens = 4 } }, new() { ["cut"] = new { afterTokens = 4 } }, new() { ["malformed"] = new { afterTokens = 4 } },
        new() { ["streamError"] = new { afterTokens = 4 } }, new() { ["errors"] = new[] { new { kind = "connectionReset" } } },
    ];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await faulty.HealAsync();

    [Fact]
    public async Task Memory_handles_and_threads_do_not_grow()
    {
        await FailAsync();
        await FailAsync();
        var before = Footprints();

        await FailAsync();

        // Connections that were broken are closed a moment later.
        var after = await Eventually.GetAsync(
            () => Task.FromResult(Footprints()), now => now.Zip(before).All(pair => pair.First.Handles <= pair.Second.Handles + 20), "handles stay open");
        foreach (var (was, now) in before.Zip(after))
        {
            Assert.True(now.Threads <= was.Threads + 10, $"{was} → {now}");
            // 1,000 failures more: even a few kilobytes each would show.
            Assert.True(now.Megabytes <= was.Megabytes + 24, $"{was} → {now}");
        }
    }

    private List<Footprint> Footprints() => [.. faulty.Gateway.Gateways.Select(gateway => Footprint.Of(gateway.Id))];

    // Each way of failing so many times, at a width that keeps the stalls' second short.
    private async Task FailAsync()
    {
        foreach (var script in Scripts)
        {
            await faulty.ScriptAsync(script);
            await Parallel.ForEachAsync(Enumerable.Range(0, Times), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (_, _) =>
                Assert.NotNull((await faulty.AskAsync(streamed: true)).ErrorCode));
        }
    }

    private sealed record Footprint(int Handles, int Threads, long Megabytes)
    {
        public static Footprint Of(int process)
        {
            var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());
            return new Footprint(
                Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, int.Parse(status["Threads"], CultureInfo.InvariantCulture),
                long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) / 1024);
        }
    }
}
