using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Budgets;
using HybridAi.Core.Events;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Budgets;

/// <summary>What budgets do to requests. Each answer of the providers costs 0.000018 US dollars.</summary>
public sealed class BudgetTests
{
    private const string Chat = """{"model":"both","max_tokens":100,"messages":[{"role":"user","content":"Hello there"}]}""";

    // 4 tokens in at 1, 100 out at 2 dollars per million.
    private const decimal Reservation = 0.000204m;

    [Fact]
    public async Task A_spent_budget_refuses_until_its_period_is_over()
    {
        await using var gateway = await StartAsync(("all", "Scope", "global"), ("all", "DailyLimit", "0.00003"));
        for (var i = 0; i < 2; i++)
            Assert.Equal(200, await StatusAsync(gateway));
        using var refused = await gateway.ChatAsync(Chat);
        var error = JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((429, "insufficient_quota", "insufficient_quota"), ((int)refused.StatusCode, error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(
            "The daily budget 'all' of the installation is used up: 0.000036 of 0.00003 USD are spent. It begins anew at 2026-03-02T00:00:00Z; until then an administrator can raise or reset it.",
            error.GetProperty("message").GetString());
        Assert.Equal(("43200", "false", "blocked"), (Header(refused, "Retry-After"), Header(refused, "x-should-retry"), Header(refused, "x-hybridai-budget")));
        Assert.Equal((429, "BudgetExhausted", 0L), Last(gateway) is var record ? (record.Status, record.FailureCause, record.Cost!.Value.NanoDollars) : default);
        Assert.Equal("budget", Assert.Single(record.Decisions!).Step);

        using var message = await gateway.Http.PostAsJsonAsync("/v1/messages", new { model = "both", max_tokens = 10, messages = new[] { new { role = "user", content = "Hi" } } });
        Assert.Equal((402, "billing_error"), ((int)message.StatusCode, JsonElement.Parse(await message.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal(2, gateway.One.Count);

        gateway.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(200, await StatusAsync(gateway));
    }

    [Fact]
    public async Task What_is_under_way_counts_at_what_it_may_cost_and_what_is_over_at_what_it_cost()
    {
        await using var gateway = await StartAsync(("all", "Scope", "global"), ("all", "DailyLimit", "0.0002"));
        gateway.One.Answer = null;
        var first = gateway.ChatAsync(Chat);
        var call = await gateway.One.NextAsync();
        Assert.Equal((0, Reservation, 0, true), await FiguresAsync(gateway));
        using var second = await gateway.ChatAsync(Chat);
        Assert.Equal((429, "2"), ((int)second.StatusCode, Header(second, "Retry-After")));
        Assert.False(second.Headers.Contains("x-should-retry"));
        await call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(200, (int)(await first).StatusCode);
        Assert.Equal((0.000018m, 0, 0.000182m, false), await FiguresAsync(gateway));
    }

    [Fact]
    public async Task Hundreds_at_once_spend_less_than_one_reservation_too_much()
    {
        const decimal Limit = 0.0005m;
        await using var gateway = await StartAsync(("all", "Scope", "global"), ("all", "DailyLimit", Limit.ToString(CultureInfo.InvariantCulture)));
        var statuses = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => StatusAsync(gateway)));
        var (spent, reserved, _, _) = await FiguresAsync(gateway);
        Assert.Equal((statuses.Count(status => status == 200) * 0.000018m, 0), (spent, reserved));
        Assert.InRange(spent, 0.000018m, Limit + Reservation);
        Assert.All(statuses, status => Assert.True(status is 200 or 429));
    }

    [Fact]
    public async Task What_fails_or_is_given_up_leaves_nothing_reserved()
    {
        await using var gateway = await StartAsync(("all", "Scope", "global"), ("all", "DailyLimit", "1"));
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(500, Wire.Error("broken"));
        Assert.Equal(500, await StatusAsync(gateway));
        Assert.Equal((0, 0, 1, false), await FiguresAsync(gateway));

        gateway.One.Answer = null;
        using var caller = new CancellationTokenSource();
        var answering = gateway.ChatAsync(Chat, cancellationToken: caller.Token);
        var call = await gateway.One.NextAsync();
        Assert.Equal(Reservation, (await FiguresAsync(gateway)).Reserved);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await call.UntilClosedAsync();
        await gateway.Journal.NextAsync();
        var record = await gateway.Journal.NextAsync();
        await GatewayCalls.UntilAsync(async () => (await FiguresAsync(gateway)).Reserved == 0);
        Assert.Equal(record.Cost!.Value.Usd, (await FiguresAsync(gateway)).Spent);

        // The journal is full: the provider is never called.
        gateway.Journal.StartsLeft = 0;
        Assert.Equal(503, await StatusAsync(gateway));
        Assert.Equal((record.Cost.Value.Usd, 0), await FiguresAsync(gateway) is var figures ? (figures.Spent, figures.Reserved) : default);
    }

    [Fact]
    public async Task A_providers_own_budget_sends_requests_to_others_as_long_as_there_are_some()
    {
        await using var gateway = await StartAsync(("one", "DailyLimit", "0.00001"), ("two", "DailyLimit", "0.00003"));
        Assert.Equal(("one", "two", "two"), (await ProviderAsync(gateway), await ProviderAsync(gateway), await ProviderAsync(gateway)));
        Assert.Equal("The daily budget 'one' of the provider 'one' is used up, so that the request goes to others.", Assert.Single(Last(gateway).Decisions!).Text);
        using var refused = await gateway.ChatAsync(Chat);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Contains("of the provider 'one'", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_spent_budget_leaves_of_a_plan_may_speak_another_format()
    {
        await using var gateway = await StartWithAsync(new() { ["Providers:two:Profile"] = "anthropic" }, ("one", "DailyLimit", "0.00001"));
        gateway.Two.Answer = call => call.AnswerAsync(
            200, """{"id":"m1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Translated"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
        Assert.Equal("one", await ProviderAsync(gateway));
        using var answer = await gateway.ChatAsync(Chat);
        Assert.Equal((200, "two"), ((int)answer.StatusCode, Header(answer, "x-hybridai-provider")));
        Assert.Contains("Translated", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fallback_chain_leads_to_no_provider_whose_budget_is_used_up_and_what_it_costs_there_counts()
    {
        await using var gateway = await StartAsync(("two", "DailyLimit", "0.00003"));
        using var created = await gateway.Http.PostAsJsonAsync("/api/routing/fallbacks", new { name = "chain", model = "one/m", on = new[] { "error" }, targets = new[] { "two/m" } });
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync());
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("broken"));
        var chat = Chat.Replace("both", "one/m", StringComparison.Ordinal);
        for (var i = 1; i <= 2; i++)
        {
            using var answer = await gateway.ChatAsync(chat);
            Assert.Equal((200, "two"), ((int)answer.StatusCode, Header(answer, "x-hybridai-provider")));
            Assert.Equal((i * 0.000018m, 0m), await FiguresAsync(gateway) is var figures ? (figures.Spent, figures.Reserved) : default);
        }

        using var refused = await gateway.ChatAsync(chat);
        Assert.Equal((500, 2), ((int)refused.StatusCode, gateway.Two.Count));
        Assert.Contains(Last(gateway).Decisions!, decision => decision.Step == "budget" && decision.Text.StartsWith("two/m was left out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("two/cheap")]
    [InlineData(null)]
    public async Task A_budget_may_go_down_to_a_cheaper_model(string? target)
    {
        await using var gateway = await StartWithAsync(
            new() { ["Budgets:all:DowngradeTo"] = target, ["Providers:two:Models:1:Id"] = "cheap", ["Providers:two:Models:1:Kind"] = "chat", ["Providers:two:Models:1:InputPerMillion"] = "0.1", ["Providers:two:Models:1:OutputPerMillion"] = "0.2" },
            ("all", "Scope", "global"), ("all", "DailyLimit", "0.00001"), ("all", "Action", "downgrade"));
        using var before = await gateway.ChatAsync(Chat);
        Assert.Equal((200, "m", null), ((int)before.StatusCode, Header(before, "x-hybridai-model"), Header(before, "x-hybridai-budget")));
        using var after = await gateway.ChatAsync(Chat);
        Assert.Equal((200, "two", "cheap", "downgraded"), ((int)after.StatusCode, Header(after, "x-hybridai-provider"), Header(after, "x-hybridai-model"), Header(after, "x-hybridai-budget")));
        Assert.Equal("The daily budget 'all' of the installation is used up, so that the request goes to two/cheap and not to one/m.", Assert.Single(Last(gateway).Decisions!).Text);
        // What is cheap already stays.
        using var cheap = await gateway.ChatAsync(Chat.Replace("both", "two/cheap", StringComparison.Ordinal));
        Assert.Equal((200, "cheap", null), ((int)cheap.StatusCode, Header(cheap, "x-hybridai-model"), Header(cheap, "x-hybridai-budget")));
    }

    [Fact]
    public async Task A_key_s_budget_and_that_of_each_tag_count_by_themselves()
    {
        await using var gateway = await StartAsync(("keys", "Scope", "key"), ("keys", "Target", "each"), ("keys", "DailyLimit", "0.00001"));
        var (_, other) = await gateway.CreateKeyAsync();
        Assert.Equal((200, 429), (await StatusAsync(gateway), await StatusAsync(gateway)));
        Assert.Equal((200, 429), (await StatusAsync(gateway, other), await StatusAsync(gateway, other)));
        var client = new HybridAiClient(gateway.Http);
        await client.DeleteBudgetFailsAsync();
        await client.CreateAsync(new SaveBudgetRequest { Name = "keys", Scope = "tag", Target = "each", MonthlyLimit = 0.00001m });
        using var tagged = await gateway.ChatAsync(Chat, request => request.Headers.Add("x-hybridai-tags", "a,b"));
        Assert.Equal(200, (int)tagged.StatusCode);
        using var again = await gateway.ChatAsync(Chat, request => request.Headers.Add("x-hybridai-tags", "b,c"));
        Assert.Contains("of the tag 'b'", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["a", "b"], (await client.BudgetStatusAsync("keys")).Data.Where(status => status.Spent > 0).Select(status => status.Target));
    }

    [Fact]
    public async Task Without_a_price_the_budget_s_policy_decides()
    {
        Dictionary<string, string?> settings = new() { ["Providers:two:Models:1:Id"] = "unknown", ["Aliases:mixed"] = "two/unknown,one/m" };
        await using var gateway = await StartWithAsync(settings, ("all", "Scope", "global"), ("all", "DailyLimit", "1"), ("all", "Unpriced", "block"));
        using var refused = await gateway.ChatAsync(Chat.Replace("both", "two/unknown", StringComparison.Ordinal));
        Assert.Equal((400, "unpriced_model"), ((int)refused.StatusCode, JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString()));
        using var mixed = await gateway.ChatAsync(Chat.Replace("both", "mixed", StringComparison.Ordinal));
        Assert.Equal("one", Header(mixed, "x-hybridai-provider"));
        await new HybridAiClient(gateway.Http).CreateAsync(new SaveBudgetRequest { Name = "all", Scope = "global", DailyLimit = 1 });
        using var allowed = await gateway.ChatAsync(Chat.Replace("both", "two/unknown", StringComparison.Ordinal));
        Assert.Equal((200, "unknown"), ((int)allowed.StatusCode, Header(allowed, "x-hybridai-cost")));
    }

    [Fact]
    public async Task A_stream_that_outgrows_its_reservation_is_given_more()
    {
        await using var gateway = await StartAsync(("all", "Scope", "global"), ("all", "DailyLimit", "1"));
        gateway.One.Answer = null;
        var answering = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        var first = (await FiguresAsync(gateway)).Reserved;
        Assert.InRange(first, 0.008192m, 0.0083m);
        await call.StreamAsync();
        await call.EventAsync(Wire.Role + Wire.Text(new string('x', 40_000)));
        await GatewayCalls.UntilAsync(async () => (await FiguresAsync(gateway)).Reserved >= 0.03m);
        await call.EventAsync(Wire.Finish + Wire.Usage + Wire.Done);
        await call.EndAsync();
        using var answer = await answering;
        Assert.EndsWith(Wire.Done, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((0.000018m, 0m), await FiguresAsync(gateway) is var figures ? (figures.Spent, figures.Reserved) : default);
    }

    [Fact]
    public async Task Thresholds_are_told_once()
    {
        await using var gateway = await StartAsync(
            ("all", "Scope", "global"), ("all", "DailyLimit", "0.00004"), ("all", "WarningThresholds", "0.4,0.9"), ("all", "Action", "alert"));
        for (var i = 0; i < 5; i++)
            Assert.Equal(200, await StatusAsync(gateway));
        var events = gateway.App.Services.GetRequiredService<IEventStore>();
        IReadOnlyList<StoredEvent> told = [];
        await GatewayCalls.UntilAsync(async () => (told = await events.ReadAsync(0, EventTopics.Budget, null, 100, default)).Count >= 3);
        Assert.Equal(3, told.Count);
        var data = told.Select(one => JsonElement.Parse(one.Data)).OrderBy(one => one.GetProperty("spentUsd").GetDecimal()).ToList();
        Assert.Equal([("warning", 0.000018m), ("warning", 0.000036m), ("exhausted", 0.000054m)], data.Select(one => (one.GetProperty("kind").GetString()!, one.GetProperty("spentUsd").GetDecimal())));
        Assert.Equal(("all", "global", "daily", 0.4m), (data[0].GetProperty("budget").GetString()!, data[0].GetProperty("scope").GetString()!, data[0].GetProperty("period").GetString()!, data[0].GetProperty("threshold").GetDecimal()));
    }

    [Theory]
    [InlineData("open", 200)]
    [InlineData("closed", 503)]
    public async Task Without_redis_the_budget_s_policy_decides(string policy, int status)
    {
        Dictionary<string, string?> settings = new() { ["ConnectionStrings:cache"] = "127.0.0.1:1,abortConnect=false" };
        await using var gateway = await StartWithAsync(settings, ("all", "Scope", "global"), ("all", "DailyLimit", "1"), ("all", "OnStoreLoss", policy));
        using var answer = await gateway.ChatAsync(Chat);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 503)
            Assert.Equal(("budget_unavailable", "1"), (JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString(), Header(answer, "Retry-After")));
        Assert.Equal("budget", Assert.Single(Last(gateway).Decisions!).Step);
        Assert.Equal("records", Assert.Single((await new HybridAiClient(gateway.Http).BudgetStatusAsync()).Data).Source);
    }

    internal static Task<TestGateway> StartAsync(params (string Name, string Field, string Value)[] budgets) => StartWithAsync([], budgets);

    private static async Task<TestGateway> StartWithAsync(Dictionary<string, string?> settings, params (string Name, string Field, string Value)[] budgets)
    {
        foreach (var (name, field, value) in budgets)
            settings[$"Budgets:{name}:{field}"] = value;
        var gateway = await TestGateway.StartAsync(settings, services =>
        {
            if (settings.ContainsKey("ConnectionStrings:cache"))
                services.AddSingleton<StackExchange.Redis.IConnectionMultiplexer>(_ => throw new InvalidOperationException("It is away."));
        });
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        return gateway;
    }

    private static async Task<int> StatusAsync(TestGateway gateway, string? key = null)
    {
        using var answer = await gateway.ChatAsync(Chat, request =>
        {
            if (key is not null)
                request.Headers.Authorization = new("Bearer", key);
        });
        await answer.Content.ReadAsStringAsync();
        return (int)answer.StatusCode;
    }

    private static async Task<string?> ProviderAsync(TestGateway gateway)
    {
        using var answer = await gateway.ChatAsync(Chat);
        return Header(answer, "x-hybridai-provider");
    }

    private static async Task<(decimal Spent, decimal Reserved, decimal Remaining, bool UsedUp)> FiguresAsync(TestGateway gateway)
    {
        var status = Assert.Single((await new HybridAiClient(gateway.Http).BudgetStatusAsync()).Data);
        return (status.Spent, status.Reserved, status.Remaining, status.UsedUp);
    }

    private static Core.Usage.UsageRecord Last(TestGateway gateway) => gateway.Journal.Completed[^1];

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}
