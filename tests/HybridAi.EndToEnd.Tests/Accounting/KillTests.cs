using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Accounting;

/// <summary><c>kill -9</c> at the worst moment, again and again: nothing that was metered may be lost or counted twice.</summary>
[Trait("Topology", "own")]
public sealed class KillTests
{
    private const int Kills = 10;
    private const int InFlight = 40;
    private const int WholeBeforeKill = 60;

    private static readonly string[] Models =
        ["openai/gpt-4.1-mini", "openai/gpt-5.4-mini", "groq/openai/gpt-oss-120b", "mistral/mistral-small-2603", "cerebras/gpt-oss-120b", "openrouter/openai/gpt-4o-mini"];

    [Fact]
    public async Task Ten_kills_under_load_lose_no_record_and_write_none_twice()
    {
        using var data = new TemporaryDirectory();
        await using var simulator = await SimulatorServer.StartAsync();
        string[] providers = ["openai", "groq", "mistral", "cerebras", "openrouter"];
        foreach (var provider in providers)
            await simulator.ScriptAsync(provider, new { timeToFirstTokenMs = new { kind = "uniform", minMs = 10, maxMs = 200 }, tokensPerSecond = 400 });
        var settings = providers.SelectMany(provider => simulator.AsProvider(provider)).ToList();
        var calls = new List<ChatCall>();
        var arrived = new HashSet<string>();
        for (var round = 0; round < Kills; round++)
        {
            await using var gateway = await StandaloneServer.StartAsync(data.Path, settings);
            calls.AddRange(await LoadAndKillAsync(gateway, round));
            arrived.UnionWith((await simulator.RequestsAsync()).Select(request => MarkerIn(request.Body)));
            await simulator.ForgetRequestsAsync();
        }

        await using var last = await StandaloneServer.StartAsync(data.Path, settings);
        var mustHave = calls.Where(call => call.Progress == Progress.Whole || arrived.Contains(call.Marker)).Select(call => call.Marker).ToHashSet();
        var records = await last.RecordsAsync(found => mustHave.IsSubsetOf(found.Select(record => record.Session ?? "")), "records are missing");

        var billed = (await simulator.InvoiceAsync()).ToDictionary(line => line.Id);
        Assert.Equal(records.Count, records.Select(record => record.Id).Distinct().Count());
        var bySession = records.ToLookup(record => record.Session);
        foreach (var call in calls)
            AssertRecorded(call, arrived.Contains(call.Marker), [.. bySession[call.Marker]], billed);
        Assert.Subset(calls.Select(call => call.Marker).ToHashSet(), records.Select(record => record.Session!).ToHashSet());
        Assert.True(calls.Count(call => call.Progress == Progress.Whole) >= Kills * WholeBeforeKill);
        Assert.True(records.Count(record => record.Outcome == "interrupted") >= Kills * InFlight / 2, "the kills hit requests in flight");
    }

    private static void AssertRecorded(ChatCall call, bool arrived, UsageRecordDocument[] records, Dictionary<string, BilledCall> billed)
    {
        if (call.Progress == Progress.NotSent)
        {
            Assert.Empty(records);
            return;
        }

        if (call.Progress != Progress.Whole && !arrived && records.Length == 0)
            return;
        var record = Assert.Single(records);
        if (call.Progress == Progress.Whole || record.Outcome == "succeeded")
        {
            // A record may be there although its answer's last bytes were not sent: the record comes first.
            Assert.Equal("succeeded", record.Outcome);
            Assert.False(record.Estimated);
            if (call.Progress == Progress.Whole)
                Assert.Equal(billed[call.AnswerId!].Usd, record.CostUsd);
            return;
        }

        Assert.Contains(record.Outcome, new[] { "interrupted", "cancelled", "failed" });
        Assert.True(record.Estimated, $"{record.Outcome} of {call.Marker} is an estimate");
        Assert.True(record.Usage.TotalInput > 0 && record.CostUsd > 0, "what went in is known and costs");
    }

    private static async Task<List<ChatCall>> LoadAndKillAsync(StandaloneServer gateway, int round)
    {
        var (calls, whole, number) = (new List<ChatCall>(), 0, 0);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var workers = Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var call = await Next(round, Interlocked.Increment(ref number)).SendAsync(gateway.Http);
                lock (calls)
                    calls.Add(call);
                if (call.Progress != Progress.Whole)
                    return;
                if (Interlocked.Increment(ref whole) == WholeBeforeKill)
                    enough.TrySetResult();
            }
        })).ToList();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
        gateway.Process.Kill();
        await Task.WhenAll(workers);
        // Nobody listens any more: what is sent now was never received.
        calls.Add(await Next(round, 0).SendAsync(gateway.Http));
        Assert.Equal(Progress.NotSent, calls[^1].Progress);
        return calls;
    }

    private static ChatCall Next(int round, int number)
    {
        var (marker, streamed) = ($"kill-{round}-{number}", number % 2 == 0);
        return new ChatCall(marker, "v1/chat/completions", new
        {
            model = Models[number % Models.Length],
            stream = streamed,
            messages = new[] { new { role = "user", content = $"<{marker}> [[words:{20 + (number % 80)}]]" } },
        }, streamed);
    }

    private static string MarkerIn(string body)
    {
        var start = body.IndexOf("kill-", StringComparison.Ordinal);
        var end = start;
        while (end < body.Length && (char.IsAsciiLetterOrDigit(body[end]) || body[end] == '-'))
            end++;
        return body[start..end];
    }
}
