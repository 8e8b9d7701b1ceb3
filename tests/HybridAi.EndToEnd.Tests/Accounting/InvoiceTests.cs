using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Accounting;

/// <summary>The gateway's own arithmetic against the invoice of the providers, to the nano-dollar, call by call.</summary>
public sealed class InvoiceTests
{
    private const int AtOnce = 8;

    [Fact]
    public async Task Every_call_s_cost_and_every_sum_agree_with_the_providers_invoice()
    {
        using var data = new TemporaryDirectory();
        await using var simulator = await SimulatorServer.StartAsync();
        var settings = new[] { "openai", "groq", "mistral", "cerebras", "openrouter" }.SelectMany(provider => simulator.AsProvider(provider)).ToDictionary();
        settings["Aliases__smart__0"] = "openai/gpt-4o-mini";
        settings["Aliases__smart__1"] = "groq/openai/gpt-oss-20b";
        await using var gateway = await Product.StartAsync(data.Path, settings);
        await simulator.ScriptAsync("openai", new { models = new Dictionary<string, object> { ["gpt-4o-mini"] = new { errors = new[] { new { kind = "serverError", rate = 0.5 } } } } });
        var calls = CallMix.All().ToList();

        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (call, _) => await call.SendAsync(gateway.Http));

        Assert.All(calls, call => Assert.True(call.Progress == Progress.Whole, $"{call.Marker}: {call.Status} {call.Answer[..Math.Min(400, call.Answer.Length)]}"));
        var records = await gateway.RecordsAsync(calls.Count);
        var billed = (await simulator.InvoiceAsync()).ToDictionary(line => line.Id);
        var answers = (await simulator.RequestsAsync()).Where(request => request.AnswerId is not null).ToLookup(request => CallMix.MarkerIn(request.Body));
        Assert.Equal(calls.Count, records.Count);
        foreach (var call in calls)
        {
            var record = Assert.Single(records, record => record.Session == call.Marker);
            Assert.Equal("succeeded", record.Outcome);
            Assert.False(record.Estimated);
            var line = billed[Assert.Single(answers[call.Marker]).AnswerId!];
            Assert.True(line.Usd == record.CostUsd, $"{call.Marker}: the invoice says {line.Usd}, the record {record.CostUsd}");
            Assert.Equal((line.Provider, line.Model), (record.Provider, record.Model));
            Assert.Equal(line.Provider == "openrouter" ? "provider" : "catalog", record.CostSource);
        }

        var sums = records.GroupBy(record => (record.Provider, record.Model)).ToDictionary(group => group.Key, group => group.Sum(record => record.CostUsd));
        var bills = billed.Values.GroupBy(line => (Provider: (string?)line.Provider, Model: (string?)line.Model)).ToDictionary(group => group.Key, group => (decimal?)group.Sum(line => line.Usd));
        Assert.Equal(bills.OrderBy(pair => pair.Key), sums.OrderBy(pair => pair.Key));
        Assert.Equal(billed.Values.Sum(line => line.Usd), (await gateway.Api.UsageSummaryAsync()).Total.CostUsd);
        AssertEveryVariant(records);
    }

    private static void AssertEveryVariant(List<Client.Usage.UsageRecordDocument> records)
    {
        Assert.Contains(records, record => record.Usage.Reasoning > 0);
        Assert.Contains(records, record => record.Usage.CachedInput > 0);
        Assert.Contains(records, record => record.Usage.CacheWrite > 0);
        Assert.Contains(records, record => record.Usage.TotalInput > 272_000);
        Assert.Contains(records, record => record.Usage.AudioOutput > 0);
        Assert.Contains(records, record => record.FinishReason == "tool_calls");
        Assert.Contains(records, record => record.Api == "embeddings");
        Assert.Contains(records, record => record is { RequestedModel: "smart", Provider: "groq", Attempts: 2, AbandonedAttempts.Count: 1 });
        Assert.Contains(records, record => record is { RequestedModel: "smart", Provider: "openai", Attempts: 1 });
    }
}
