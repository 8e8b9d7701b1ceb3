using System.Globalization;
using HybridAi.Client;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Hedging;

/// <summary>Races by the thousand, in which everything happens at about the same time: each has one answer and one record, and nothing is left over.</summary>
public sealed class ManyRacesTests
{
    private const int Races = 1000;
    private const int AtOnce = 40;

    [Fact]
    public async Task Nothing_leaks_and_every_answer_is_that_of_one_provider()
    {
        await using var room = await HedgingRoom.StartAsync(new()
        {
            // Late after about four of the steps in which time passes below: some are in time.
            ["Hedging:Quantile"] = "0.5", ["Hedging:MinDelay"] = "1ms", ["Hedging:MaxDelay"] = "200ms",
            ["RateLimits:two:Scope"] = "provider", ["RateLimits:two:Target"] = "two", ["RateLimits:two:Measure"] = "concurrent", ["RateLimits:two:Limit"] = "1000",
            ["RateLimits:all:Scope"] = "global", ["RateLimits:all:Measure"] = "concurrent", ["RateLimits:all:Limit"] = "1000",
            ["Budgets:all:Scope"] = "global", ["Budgets:all:DailyLimit"] = "1000", ["Breaker:Enabled"] = "true",
        });
        var random = new Random(7);
        room.One.Answer = call => PlayAsync(call, "one", random);
        room.Two.Answer = call => PlayAsync(call, "two", random);
        var asking = Enumerable.Range(0, AtOnce).Select(worker => AskAsync(room, worker)).ToArray();
        var all = Task.WhenAll(asking);
        await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(50), all.ContinueWith(_ => true, TaskScheduler.Default));
        await all;

        var records = room.Gateway.Journal.Completed.Skip(2 * HedgingRoom.Measured).ToArray();
        Assert.Equal(Races, records.Length);
        Assert.Equal(Races, records.Select(record => record.Id).Distinct().Count());
        Assert.All(records, record => Assert.Equal(record.Attempts, 1 + (record.AbandonedAttempts?.Count ?? 0)));
        // All of it happened, or nothing is shown.
        foreach (var what in new[] { "HedgeLost", "ServerError" })
            Assert.Contains(records, record => record.AbandonedAttempts?.Any(attempt => attempt.FailureCause == what) == true);
        foreach (var winner in new[] { "one", "two" })
            Assert.Contains(records, record => record.Provider == winner && record.Outcome == UsageOutcome.Succeeded && record.Attempts == 2);

        await room.Gateway.SettleAsync();
        await room.BeQuietAsync();
        var api = new HybridAiClient(room.Gateway.Http);
        foreach (var limit in new[] { "two", "all" })
            Assert.All((await api.RateLimitStatusAsync(limit)).Data, status => Assert.Equal(1000, status.Remaining));
        var budget = Assert.Single((await api.BudgetStatusAsync()).Data);
        Assert.Equal((0, room.Gateway.Journal.Completed.Sum(record => record.Cost!.Value.Usd)), (budget.Reserved, budget.Spent));
    }

    // Answers at once or within some real milliseconds, while the gateway's own time runs away; now and then it fails.
    private static async Task PlayAsync(UpstreamCall call, string name, Random random)
    {
        int pause, luck;
        lock (random)
            (pause, luck) = (random.Next(30), random.Next(20));
        await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System);
        if (luck == 0)
            await call.AnswerAsync(500, Wire.Error("boom"));
        else if (!call.BodyText.Contains("\"stream\":true", StringComparison.Ordinal))
            await call.AnswerAsync(200, Wire.Answer.Replace("\"Hi\"", $"\"{name}\"", StringComparison.Ordinal));
        else
            await call.StreamAllAsync(Wire.Role, Wire.Text(name), Wire.Text(name), Wire.Finish, Wire.Usage, Wire.Done);
    }

    private static async Task AskAsync(HedgingRoom room, int worker)
    {
        for (var i = 0; i < Races / AtOnce; i++)
        {
            using var answer = (worker + i) % 2 == 0 ? await room.Gateway.StreamAsync() : await room.Gateway.ChatAsync(HedgingRoom.Chat);
            var text = await answer.Content.ReadAsStringAsync();
            if ((int)answer.StatusCode != 200)
                continue;
            var provider = HedgingRoom.Header(answer, "x-hybridai-provider")!;
            var other = provider == "one" ? "two" : "one";
            Assert.Contains($"\"{provider}\"", text);
            Assert.DoesNotContain($"\"{other}\"", text);
            Assert.InRange(int.Parse(HedgingRoom.Header(answer, "x-hybridai-attempts")!, CultureInfo.InvariantCulture), 1, 2);
        }
    }
}
