using System.Text;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>A provider that becomes slow: the next one is asked as well, and what both did is billed and recorded.</summary>
public sealed class HedgingTests
{
    private const int Measured = 12;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_late_answer_comes_from_the_next_provider_and_the_bill_of_the_winner_agrees(bool streamed)
    {
        using var data = new TemporaryDirectory();
        await using var simulator = await SimulatorServer.StartAsync();
        var settings = simulator.AsProvider("openai").Concat(simulator.AsProvider("groq")).ToDictionary();
        settings["Aliases__smart__0"] = FaultyProviders.First;
        settings["Aliases__smart__1"] = FaultyProviders.Second;
        settings["Hedging__LeastCalls"] = "10";
        settings["Hedging__MaxExtraShare"] = "0.2";
        // Longer than a busy machine takes for an answer that comes at once.
        settings["Hedging__MinDelay"] = "3s";
        settings["Hedging__MaxDelay"] = "4s";
        await using var gateway = await Product.StartAsync(data.Path, settings);
        for (var i = 0; i < Measured; i++)
            Assert.Equal("openai", (await AskAsync(gateway, $"usual-{i}", streamed)).Headers["x-hybridai-provider"]);
        await simulator.ScriptAsync("openai", new { timeToFirstTokenMs = 60_000, latency = 60_000 });

        var reply = await AskAsync(gateway, "late", streamed);

        Assert.Equal((200, "groq", "2", "second"), (reply.Status, reply.Headers["x-hybridai-provider"], reply.Headers["x-hybridai-attempts"], reply.Headers["x-hybridai-hedge"]));
        Assert.True(!streamed || reply.IsDone, reply.Text);
        var record = await gateway.RecordOfSessionAsync("late");
        var lost = Assert.Single(record.AbandonedAttempts);
        Assert.Equal(("succeeded", "groq", 2, true), (record.Outcome, record.Provider, record.Attempts, record.Estimated));
        Assert.Equal(("openai", "HedgeLost"), (lost.Provider, lost.FailureCause));
        var billed = await simulator.InvoiceAsync();
        var won = Assert.Single(await simulator.RequestsAsync("groq", "late."));
        Assert.Equal(Assert.Single(billed, line => line.Id == won.AnswerId).Usd, record.CostUsd - lost.CostUsd);
        // The provider that was late knows that nobody waits, and what it bills for is no more than was recorded.
        var given = Assert.Single(await Eventually.GetAsync(
            () => simulator.RequestsAsync("openai", "late."), found => found.Count == 1 && found[0].Outcome != "pending", "the provider still has the call"));
        Assert.InRange(billed.Where(line => line.Id == given.AnswerId).Sum(line => line.Usd), 0, lost.CostUsd!.Value);
        var explained = await gateway.Http.GetStringAsync($"api/requests/{record.Id}/explain");
        Assert.Contains("so that groq/", explained, StringComparison.Ordinal);
    }

    private static async Task<Reply> AskAsync(Product gateway, string marker, bool streamed)
    {
        var body = new { model = "smart", stream = streamed, messages = new[] { new { role = "user", content = $"{marker}. [[words:20]]" } }, hybridai = new { hedge = true, session = marker } };
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await gateway.Http.PostAsync("v1/chat/completions", content);
        return new Reply(marker, (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
    }
}
