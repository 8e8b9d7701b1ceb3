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
        var before = Footprint.Of(faulty.Gateway.GatewayProcesses);

        await FailAsync();

        // Connections that were broken are closed a moment later.
        var after = await Eventually.GetAsync(
            () => Task.FromResult(Footprint.Of(faulty.Gateway.GatewayProcesses)), now => now.Handles <= before.Handles + 20, "handles stay open");
        Assert.True(after.Threads <= before.Threads + 10, $"{before} → {after}");
        // 1,000 failures more: even a few kilobytes each would show.
        Assert.True(after.Megabytes <= before.Megabytes + 24, $"{before} → {after}");
    }

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
        /// <summary>That of some processes together.</summary>
        public static Footprint Of(IReadOnlyList<int> processes) => processes.Select(Of).Aggregate(
            (sum, next) => new Footprint(sum.Handles + next.Handles, sum.Threads + next.Threads, sum.Megabytes + next.Megabytes));

        private static Footprint Of(int process)
        {
            var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());
            return new Footprint(
                Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, int.Parse(status["Threads"], CultureInfo.InvariantCulture),
                long.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture) / 1024);
        }
    }
}
