using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Gateway.Health;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Node.Providers;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Health;

public sealed class SqliteHealthWatchTests() : HealthWatchTests(null);

public sealed class PostgresHealthWatchTests(PostgresFixture postgres) : HealthWatchTests(postgres);

/// <summary>What a gateway sees of its providers, says of them and keeps.</summary>
public abstract class HealthWatchTests(PostgresFixture? postgres)
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""", TwoOnly = """{"model":"two/m","messages":[]}""";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_provider_that_fails_is_critical_within_a_second_and_healthy_a_minute_after_it_works_again()
    {
        await using var gateway = await TestGateway.StartAsync(postgres: postgres);
        (gateway.One.Answer, gateway.Two.Answer) = (call => call.AnswerAsync(200, Wire.Answer), call => call.AnswerAsync(200, Wire.Answer));
        await CallAsync(gateway, OneOnly, 3);
        await CallAsync(gateway, TwoOnly, 2);
        var before = await gateway.LookAtHealthAsync();
        Assert.Equal((HealthLevel.Healthy, HealthLevel.Healthy), (before.System.Level, before.Providers[0].Verdict.Level));

        gateway.One.Answer = call => call.AnswerAsync(500, "");
        await CallAsync(gateway, OneOnly, 3);
        var failed = gateway.Time.GetUtcNow();
        var bad = await gateway.LookAtHealthAsync();
        Assert.True(bad.At - failed <= TimeSpan.FromSeconds(1), $"seen after {bad.At - failed}");
        Assert.Equal((HealthLevel.Warning, HealthLevel.Critical, HealthLevel.Healthy), (bad.System.Level, bad.Providers[0].Verdict.Level, bad.Providers[1].Verdict.Level));
        Assert.Equal("3 of 6 calls of the last minute failed", bad.Providers[0].Deployments.Single().Verdict.Reason);
        var shown = await ReadAsync(gateway);
        Assert.Equal("one: 3 of 6 calls of the last minute failed", shown.GetProperty("reason").GetString());
        // The gateway's own health is told apart from its providers'.
        Assert.Equal(("healthy", JsonValueKind.Null), (shown.GetProperty("own").GetProperty("status").GetString(), shown.GetProperty("own").GetProperty("reason").ValueKind));
        var one = shown.GetProperty("providers")[0];
        Assert.Equal(("one", "critical", 6, 3), (one.GetProperty("name").GetString(), one.GetProperty("status").GetString(),
            one.GetProperty("deployments")[0].GetProperty("calls").GetInt32(), one.GetProperty("deployments")[0].GetProperty("failed").GetInt32()));

        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await PassAsync(gateway, TimeSpan.FromSeconds(61));
        await CallAsync(gateway, OneOnly, 1);
        Assert.Equal(HealthLevel.Healthy, (await gateway.LookAtHealthAsync()).System.Level);

        // What happened is kept, and told to those who follow.
        var store = gateway.App.Services.GetRequiredService<IHealthStore>();
        await PassUntilAsync(gateway, async () => (await store.ListAsync(new() { Deployment = "one/m", Changes = true, Limit = 10 }, default)).Items.Count == 2);
        var changes = (await store.ListAsync(new() { Deployment = "one/m", Changes = true, Limit = 10 }, default)).Items;
        Assert.Equal([(HealthLevel.Critical, HealthLevel.Unknown), (HealthLevel.Healthy, HealthLevel.Critical)], changes.Select(change => (change.Level, change.Next!.Value)));
        Assert.Equal((6L, 3L), (changes[1].Figures.Calls, changes[1].Figures.Failed));
        var events = await gateway.App.Services.GetRequiredService<IEventStore>().ReadAsync(0, EventTopics.ProviderHealth, null, 100, default);
        Assert.Contains(events, one => one.Data.StartsWith("""{"provider":"one","deployment":"one/m",""", StringComparison.Ordinal) && one.Data.Contains("\"level\":\"critical\",\"before\":\"healthy\"", StringComparison.Ordinal));
        var page = await gateway.Http.GetFromJsonAsync<JsonElement>("/api/providers/ONE/health?deployment=one/m&changes=true");
        Assert.Equal(["unknown", "critical"], page.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("next").GetString()));
    }

    [Fact]
    public async Task A_deployment_that_is_thirty_per_cent_slower_than_its_week_is_found_within_a_minute()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Health:HistoryInterval"] = "1h" }, postgres: postgres);
        await UsuallyAsync(gateway, 100);
        Pace(gateway, 100);
        await PassAsync(gateway, Step);
        for (var i = 0; i < 100; i++)
            await CallAsync(gateway, OneOnly, 1);
        Assert.Equal(HealthLevel.Healthy, (await gateway.LookAtHealthAsync()).Providers[0].Verdict.Level);

        Pace(gateway, 130);
        var (began, verdict) = (gateway.Time.GetUtcNow(), HealthVerdict.Unknown);
        while (verdict.Slowdown is null && gateway.Time.GetUtcNow() - began < TimeSpan.FromMinutes(2))
        {
            await CallAsync(gateway, OneOnly, 4);
            verdict = (await gateway.LookAtHealthAsync()).Providers[0].Deployments.Single().Verdict;
        }

        Assert.True(gateway.Time.GetUtcNow() - began <= TimeSpan.FromSeconds(60), $"found after {gateway.Time.GetUtcNow() - began}");
        Assert.Equal(HealthLevel.Warning, verdict.Level);
        Assert.Contains("slower than in the last 7 days: answers in", verdict.Reason);
        var shown = (await ReadAsync(gateway)).GetProperty("providers")[0].GetProperty("deployments")[0];
        Assert.InRange(shown.GetProperty("slowdown").GetDouble(), 1.15, 1.31);
        Assert.Equal(100, shown.GetProperty("usualAnswerMs").GetDouble(), 3.0);

        Pace(gateway, 100);
        for (var i = 0; i < 40; i++)
        {
            await CallAsync(gateway, OneOnly, 4);
            await gateway.LookAtHealthAsync();
            await PassAsync(gateway, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(HealthLevel.Healthy, (await gateway.LookAtHealthAsync()).Providers[0].Verdict.Level);
    }

    [Theory]
    [InlineData(200, "{}", 0, false)]
    [InlineData(404, "", 0, false)]
    [InlineData(429, "", 0, false)]
    [InlineData(403, """{"error":{"message":"The key may not list models","type":"permission_error","code":null}}""", 0, false)]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}""", 1, true)]
    [InlineData(500, "", 1, false)]
    public async Task A_question_for_the_models_shows_whether_the_address_answers_and_takes_the_key(int status, string body, int failures, bool refused)
    {
        await using var gateway = await TestGateway.StartAsync(postgres: postgres);
        gateway.One.Answer = call => call.AnswerAsync(status, body);
        var standing = await AskAsync(gateway);
        Assert.Equal((failures, refused, failures == 0), (standing.Failures, standing.Refused, standing.Problem is null));
        Assert.Equal(failures * 2, (await AskAsync(gateway)).Failures);
        if (failures == 0)
            return;
        // Nobody calls it, so that nothing else is known.
        var provider = (await gateway.LookAtHealthAsync()).Providers[0];
        Assert.Equal((HealthLevel.Critical, standing.Problem), (provider.Verdict.Level, provider.Verdict.Reason));
        Assert.DoesNotContain("key-of-one", provider.Verdict.Reason);
    }

    [Fact]
    public async Task Those_that_no_call_shows_to_be_well_are_asked_and_the_more_often_while_something_is_wrong()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Health:Probes"] = "true", ["Health:ProbeInterval"] = "30s", ["Health:FastProbeInterval"] = "5s" }, postgres: postgres);
        (gateway.One.Answer, gateway.Two.Answer) = (call => call.AnswerAsync(503, ""), call => call.AnswerAsync(200, "{}"));
        await PassUntilAsync(gateway, () => Task.FromResult(gateway.One.Count >= 1 && gateway.Two.Count >= 1));
        var (one, two) = (gateway.One.Count, gateway.Two.Count);
        await PassAsync(gateway, TimeSpan.FromSeconds(60));
        // A question takes a look of a second, and one that is not answered yet is not asked again.
        Assert.InRange(gateway.One.Count - one, 6, 12);
        Assert.InRange(gateway.Two.Count - two, 1, 3);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await PassUntilAsync(gateway, async () => (await gateway.LookAtHealthAsync()).Providers[0].Verdict.Level == HealthLevel.Healthy);
    }

    [Fact]
    public async Task People_get_a_page_in_which_nothing_of_a_provider_is_markup()
    {
        await using var gateway = await TestGateway.StartAsync(postgres: postgres);
        gateway.One.Answer = call => call.AnswerAsync(401, """{"error":{"message":"<script>alert(1)</script>","type":"invalid_request_error","code":"invalid_api_key"}}""");
        await AskAsync(gateway);
        await gateway.LookAtHealthAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ai/health");
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        using var answer = await gateway.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page);
        Assert.DoesNotContain("<script", page);
        Assert.Contains("<span class=\"s critical\">critical</span>", page);
        Assert.Equal(JsonValueKind.Object, (await ReadAsync(gateway)).ValueKind);
    }

    private static async Task<ProbeStanding> AskAsync(TestGateway gateway)
    {
        var (snapshot, probes) = (gateway.Snapshots.Current, gateway.App.Services.GetRequiredService<HealthProbes>());
        await probes.AskAsync(new ConfiguredProvider(snapshot.Providers["one"], snapshot.Models.Providers.Single(models => models.Provider == "one"), AllowPrivateNetwork: true), default);
        return probes.StandingOf("one")!;
    }

    private static async Task<JsonElement> ReadAsync(TestGateway gateway) => await gateway.Http.GetFromJsonAsync<JsonElement>("/api/ai/health");

    // A week of stretches of an hour. Each call was up to a tenth quicker or slower.
    private static Task UsuallyAsync(TestGateway gateway, double milliseconds)
    {
        var now = gateway.Time.GetUtcNow();
        var moments = Enumerable.Range(-10, 21).Aggregate(default(LatencyMoments), (sum, i) => sum.With(TimeSpan.FromMilliseconds(milliseconds * (1 + (i / 100.0)))));
        var week = Enumerable.Range(2, 24 * 6).Select(hour => new HealthStretch
        {
            Id = Guid.CreateVersion7(now.AddHours(-hour)), At = now.AddHours(-hour), From = now.AddHours(-hour - 1), Gateway = "g", Provider = "one", Deployment = "one/m", Level = HealthLevel.Healthy,
            Figures = new HealthFigures(moments.Count, 0, default, moments),
        });
        return gateway.App.Services.GetRequiredService<IHealthStore>().AddAsync([.. week], default);
    }

    private static void Pace(TestGateway gateway, double milliseconds)
    {
        var number = 0;
        gateway.One.Answer = call =>
        {
            gateway.Time.Advance(TimeSpan.FromMilliseconds(milliseconds * (1 + (((number++ % 21) - 10) / 100.0))));
            return call.AnswerAsync(200, Wire.Answer);
        };
    }

    private static async Task CallAsync(TestGateway gateway, string json, int times)
    {
        for (var i = 0; i < times; i++)
            (await gateway.ChatAsync(json)).Dispose();
    }

    private static async Task PassAsync(TestGateway gateway, TimeSpan time)
    {
        for (var end = gateway.Time.GetUtcNow() + time; gateway.Time.GetUtcNow() < end;)
        {
            gateway.Time.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        }
    }

    private static async Task PassUntilAsync(TestGateway gateway, Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isSo())
        {
            gateway.Time.Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }
}
