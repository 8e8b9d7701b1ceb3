using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Routing;
using static HybridAi.Gateway.Tests.Hedging.HedgingRoom;

namespace HybridAi.Gateway.Tests.Hedging;

/// <summary>What is never hedged, and what callers are told of why not.</summary>
public sealed class HedgeRefusalTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]";

    [Theory]
    [InlineData("\"model\":\"both\",\"store\":true," + Messages, "/v1/chat/completions", "side-effects", "its answer is stored")]
    [InlineData("\"model\":\"both\",\"input\":\"Hello\"", "/v1/responses", "side-effects", "its answer is stored")]
    [InlineData("\"model\":\"both\",\"conversation\":\"conv_1\"," + Messages, "/v1/chat/completions", "side-effects", "a conversation that the provider keeps")]
    [InlineData("\"model\":\"both\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"mcp\",\"server_label\":\"s\"}]," + Messages, "/v1/chat/completions", "side-effects", "a tool that the provider runs")]
    [InlineData("\"model\":\"one/m\"," + Messages, "/v1/chat/completions", "no-alternative", "its plan has no other deployment")]
    [InlineData("\"model\":\"both\",\"max_tokens\":1000,\"hybridai\":{\"max-cost\":\"0.003\"}," + Messages, "/v1/chat/completions", "max-cost", "one/m and two/m together")]
    public async Task It_is_not_hedged(string body, string path, string reason, string text)
    {
        await using var room = await StartAsync();
        using var answer = await room.LateAsync($"{{{body}}}", path);
        await AssertAsync(room, answer, reason, text);
    }

    [Fact]
    public async Task Tools_that_the_caller_runs_are_no_side_effect()
    {
        await using var room = await StartAsync();
        var answering = room.Gateway.ChatAsync("""{"model":"both","tools":[{"type":"function","function":{"name":"type","parameters":{"type":"object","properties":{"type":{"type":"string"}}}}}],""" + Messages + "}");
        var first = await room.One.NextAsync();
        await (await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(250), room.Two.NextAsync())).AnswerAsync(200, Wire.Answer);
        Assert.Equal("second", Header(await answering, "x-hybridai-hedge"));
        await first.UntilClosedAsync();
    }

    [Fact]
    public async Task Embeddings_are_not_hedged()
    {
        await using var room = await StartAsync();
        room.One.Answer = call => call.AnswerAsync(200, """{"object":"list","data":[],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}""");
        using var answer = await room.Gateway.Http.PostAsJsonAsync("/v1/embeddings", new { model = "both", input = "a" });
        Assert.Equal("no; not-a-chat", Header(answer, "x-hybridai-hedge"));
    }

    [Fact]
    public async Task Before_enough_is_measured_nothing_is_late()
    {
        await using var room = await StartAsync(measured: false);
        await room.MeasureAsync(Measured - 1);
        using var answer = await room.LateAsync();
        await AssertAsync(room, answer, "no-sample", "too few answers of one/m have been measured");
        // The late one was measured, too: now there are enough, and a second is what is usual.
        var answering = room.Gateway.ChatAsync(Chat);
        var first = await room.One.NextAsync();
        await (await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(500), room.Two.NextAsync())).AnswerAsync(200, Wire.Answer);
        Assert.Equal("second", Header(await answering, "x-hybridai-hedge"));
        await first.UntilClosedAsync();
    }

    [Fact]
    public async Task No_more_than_a_share_of_requests_is_hedged()
    {
        // 20 requests were measured: the 21st is the first of which there is a twentieth.
        await using var room = await StartAsync(new() { ["Hedging:MaxExtraShare"] = "0.05" });
        var (answering, first, second) = await room.RaceAsync(streamed: false);
        await second.AnswerAsync(200, Wire.Answer);
        Assert.Equal("second", Header(await answering, "x-hybridai-hedge"));
        await first.UntilClosedAsync();
        await room.RecordAsync();

        using var answer = await LateAgainAsync(room, 1);
        await AssertAsync(room, answer, "spend-bound", "as much as may be spent on hedging was");
    }

    [Fact]
    public async Task What_was_spent_on_a_race_is_missing_for_the_next_one()
    {
        // A tenth of 20 requests is two of them, and a tenth of their cost that of two; the input of the first race alone is dearer than one.
        await using var room = await StartAsync(new() { ["Hedging:MaxExtraShare"] = "0.1" });
        var answering = room.Gateway.ChatAsync($$"""{"model":"both","messages":[{"role":"user","content":"{{new string('a', 100)}}"}]}""");
        var first = await room.One.NextAsync();
        await (await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(250), room.Two.NextAsync())).AnswerAsync(200, Wire.Answer);
        Assert.Equal("second", Header(await answering, "x-hybridai-hedge"));
        await first.UntilClosedAsync();
        Assert.InRange(Assert.Single((await room.RecordAsync()).AbandonedAttempts!).Cost!.Value.NanoDollars, 1.2 * Wire.AnswerNanoDollars, 2 * Wire.AnswerNanoDollars);

        using var late = await LateAgainAsync(room, 1);
        await AssertAsync(room, late, "spend-bound", "as much as may be spent on hedging was");
    }

    [Fact]
    public async Task An_input_that_costs_more_than_may_be_spent_is_not_paid_for_twice()
    {
        await using var room = await StartAsync(new() { ["Hedging:MaxExtraShare"] = "0.1" });
        using var answer = await room.LateAsync($$"""{"model":"both","messages":[{"role":"user","content":"{{new string('a', 1000)}}"}]}""");
        await AssertAsync(room, answer, "spend-bound", "as much as may be spent on hedging was");
    }

    [Fact]
    public async Task A_share_of_nothing_hedges_nothing()
    {
        await using var room = await StartAsync(new() { ["Hedging:MaxExtraShare"] = "0" });
        using var answer = await room.LateAsync();
        await AssertAsync(room, answer, "spend-bound", "as much as may be spent");
    }

    [Theory]
    [InlineData("0.0005", "block", true)]
    [InlineData("0.01", "block", false)]
    [InlineData("0.0005", "alert", false)]
    public async Task Near_the_end_of_a_budget_nothing_is_hedged(string limit, string action, bool refused)
    {
        // The requests before cost 0.00036. This one is reserved at 0.000204 and a second attempt would be, too.
        await using var room = await StartAsync(new()
        {
            ["Budgets:all:Scope"] = "global", ["Budgets:all:DailyLimit"] = limit, ["Budgets:all:Action"] = action,
        }, measured: false);
        await room.MeasureAsync();
        var body = """{"model":"both","max_tokens":100,"messages":[{"role":"user","content":"Hello there"}]}""";
        if (refused)
        {
            using var answer = await room.LateAsync(body);
            await AssertAsync(room, answer, "budget", "a budget is nearly used up");
            return;
        }

        var answering = room.Gateway.ChatAsync(body);
        var first = await room.One.NextAsync();
        var second = await room.Gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(250), room.Two.NextAsync());
        Assert.Equal(2 * 0.000204m, await ReservedAsync(room));
        await second.AnswerAsync(200, Wire.Answer);
        Assert.Equal("second", Header(await answering, "x-hybridai-hedge"));
        await first.UntilClosedAsync();
        await room.Gateway.SettleAsync();
        Assert.Equal(0, await ReservedAsync(room));
    }

    [Fact]
    public async Task A_full_limit_of_the_second_deployment_holds()
    {
        await using var room = await StartAsync(new()
        {
            ["RateLimits:two:Scope"] = "provider", ["RateLimits:two:Target"] = "two", ["RateLimits:two:Measure"] = "concurrent", ["RateLimits:two:Limit"] = "1",
        });
        var blocking = room.Gateway.ChatAsync($$"""{"model":"two/m",{{Messages}}}""");
        var blocker = await room.Two.NextAsync();
        var answering = room.Gateway.ChatAsync(Chat);
        var first = await room.One.NextAsync();
        for (var i = 0; i < 8; i++)
        {
            room.Gateway.Time.Advance(TimeSpan.FromMilliseconds(250));
            await room.Gateway.SettleAsync();
        }

        await first.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        Assert.Equal(1, room.Two.Count);
        Assert.Equal("no; limit", Header(answer, "x-hybridai-hedge"));
        Assert.Contains((await room.RecordAsync()).Decisions!, decision => decision.Text == "Not hedged: a limit of two/m has no room.");
        await blocker.AnswerAsync(200, Wire.Answer);
        (await blocking).Dispose();
        await room.RecordAsync();
        await room.BeQuietAsync();

        // It is free again afterwards, and so it is after a race that the second lost.
        for (var i = 0; i < 2; i++)
        {
            var (racing, one, two) = await room.RaceAsync(streamed: false);
            await one.AnswerAsync(200, Wire.Answer);
            Assert.Equal("first", Header(await racing, "x-hybridai-hedge"));
            await two.UntilClosedAsync();
            await room.RecordAsync();
        }
    }

    [Fact]
    public async Task An_open_circuit_of_the_second_deployment_holds()
    {
        await using var room = await StartAsync(new() { ["Breaker:Enabled"] = "true" });
        room.Two.Answer = call => call.AnswerAsync(500, Wire.Error("boom"));
        for (var i = 0; i < 5; i++)
        {
            (await room.Gateway.ChatAsync($$"""{"model":"two/m",{{Messages}}}""")).Dispose();
            await room.RecordAsync();
        }

        var answering = room.Gateway.ChatAsync(Chat);
        var first = await room.One.NextAsync();
        for (var i = 0; i < 8; i++)
        {
            room.Gateway.Time.Advance(TimeSpan.FromMilliseconds(250));
            await room.Gateway.SettleAsync();
        }

        await first.AnswerAsync(200, Wire.Answer);
        using var answer = await answering;
        Assert.Equal(5, room.Two.Count);
        await AssertAsync(room, answer, "no-alternative", "no other deployment of its plan can be called now");
    }

    [Fact]
    public async Task What_a_circuit_gave_leave_for_and_a_budget_refused_is_given_back()
    {
        await using var room = await StartAsync(new()
        {
            ["Breaker:Enabled"] = "true", ["Breaker:Trials"] = "1", ["Budgets:all:Scope"] = "global", ["Budgets:all:DailyLimit"] = "0.0005", ["Budgets:all:Action"] = "block",
        });
        room.Two.Answer = call => call.AnswerAsync(500, Wire.Error("boom"));
        for (var i = 0; i < 5; i++)
        {
            (await room.Gateway.ChatAsync($$"""{"model":"two/m",{{Messages}}}""")).Dispose();
            await room.RecordAsync();
        }

        // Half open now: one call may show whether it works again.
        room.Gateway.Time.Advance(TimeSpan.FromSeconds(31));
        using var late = await LateAgainAsync(room, 5);
        Assert.Equal("no; budget", Header(late, "x-hybridai-hedge"));
        room.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var trial = await room.Gateway.ChatAsync($$"""{"model":"two/m",{{Messages}}}""");
        Assert.Equal(200, (int)trial.StatusCode);
    }

    [Theory]
    [InlineData("false", "true", null, true)]
    [InlineData("true", "false", null, false)]
    [InlineData("true", null, false, false)]
    [InlineData("false", "false", true, true)]
    [InlineData("false", null, null, false)]
    public async Task Requests_and_policies_decide_before_the_configuration(string enabled, string? asked, bool? policy, bool hedged)
    {
        await using var room = await StartAsync(new() { ["Hedging:Enabled"] = enabled }, measured: false);
        using var created = await room.Gateway.Http.PostAsJsonAsync("/api/keys", new { name = "k", role = "inference", policy = new { hedge = policy } });
        Assert.True(created.IsSuccessStatusCode);
        var key = JsonElement.Parse(await created.Content.ReadAsStringAsync());
        Assert.Equal(policy, policy is null ? null : key.GetProperty("policy").GetProperty("hedge").GetBoolean());
        room.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await room.Gateway.ChatAsync(Chat, request =>
        {
            request.Headers.Authorization = new("Bearer", key.GetProperty("key").GetString());
            if (asked is not null)
                request.Headers.Add("x-hybridai-hedge", asked);
        });
        Assert.Equal(hedged ? "no; no-sample" : null, Header(answer, "x-hybridai-hedge"));
    }

    [Fact]
    public async Task The_first_rule_that_says_so_decides_before_all_others()
    {
        await using var room = await StartAsync(measured: false);
        room.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await room.Gateway.AddAsync("not-batches", new() { Hedge = false }, new() { Tasks = ["batch"] });
        await room.Gateway.AddAsync("all", new() { Hedge = true });
        using var batch = await room.Gateway.ChatAsync(Chat, request =>
        {
            request.Headers.Add("x-hybridai-task", "batch");
            request.Headers.Add("x-hybridai-hedge", "true");
        });
        Assert.Null(Header(batch, "x-hybridai-hedge"));
        Assert.Equal(
            ["'not-batches' forbids hedging.", "'all' does not decide about hedging, since 'not-batches' did."],
            (await room.RecordAsync()).Decisions!.Where(decision => decision.Step == "rule").Select(decision => decision.Text));
        using var other = await room.Gateway.ChatAsync(Chat, request => request.Headers.Add("x-hybridai-hedge", "false"));
        Assert.Equal("no; no-sample", Header(other, "x-hybridai-hedge"));
        // Behind one for all requests another could never decide.
        using var dead = await room.Gateway.Http.PostAsJsonAsync("/api/routing/rules", new { name = "dead", then = new { hedge = false } });
        Assert.Equal(400, (int)dead.StatusCode);
        Assert.Contains("'all' is for all the same requests, comes before, and wants hedging", await dead.Content.ReadAsStringAsync());
    }

    // A request that is late, for which the second provider is not asked once more.
    private static async Task<HttpResponseMessage> LateAgainAsync(HedgingRoom room, int asked)
    {
        var late = room.Gateway.ChatAsync(Chat);
        var call = await room.One.NextAsync();
        for (var i = 0; i < 10; i++)
        {
            room.Gateway.Time.Advance(TimeSpan.FromSeconds(1));
            await room.Gateway.SettleAsync();
        }

        await call.AnswerAsync(200, Wire.Answer);
        var answer = await late;
        Assert.Equal(asked, room.Two.Count);
        return answer;
    }

    private static async Task<decimal> ReservedAsync(HedgingRoom room) =>
        JsonElement.Parse(await room.Gateway.Http.GetStringAsync("/api/budgets/status")).GetProperty("data")[0].GetProperty("reserved").GetDecimal();

    private static async Task AssertAsync(HedgingRoom room, HttpResponseMessage answer, string reason, string text)
    {
        Assert.Equal($"no; {reason}", Header(answer, "x-hybridai-hedge"));
        var decision = Assert.Single((await room.RecordAsync()).Decisions!, decision => decision.Step == "hedge").Text;
        Assert.StartsWith("Not hedged: ", decision);
        Assert.Contains(text, decision);
        await room.BeQuietAsync();
    }
}
