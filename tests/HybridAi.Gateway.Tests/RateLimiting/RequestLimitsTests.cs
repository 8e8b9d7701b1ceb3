using System.Text.Json;
using HybridAi.Client.Tenancy;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.RateLimiting;

public sealed class RequestLimitsTests : LimitTest
{
    [Fact]
    public async Task Without_limits_nothing_is_said_of_them() =>
        Assert.DoesNotContain((await AskAsync()).Headers.Keys, name => name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public async Task A_limit_of_each_key_holds_for_each_and_says_so()
    {
        await LimitAsync("per-key", "key", 2);
        var (mine, yours) = (await KeyAsync("mine"), await KeyAsync("yours"));
        var first = await AskAsync(mine);
        Assert.Equal((200, "2", "1"), (first.Status, first.Header("X-RateLimit-Limit-Requests"), first.Header("X-RateLimit-Remaining-Requests")));
        Assert.StartsWith("1m0", first.Header("X-RateLimit-Reset-Requests"));
        Assert.Equal("200 429", await AskAsync(2, mine));
        Assert.Equal("200 200 429", await AskAsync(3, yours));

        var refused = await AskAsync(mine);
        var error = JsonElement.Parse(refused.Text).GetProperty("error");
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        var message = error.GetProperty("message").GetString()!;
        Assert.Contains("'per-key' (2 requests in 1m, key 'mine')", message);
        Assert.Contains("Try again in 1m0", message);
        Assert.Equal(("61", "0"), (refused.Header("Retry-After"), refused.Header("X-RateLimit-Remaining-Requests")));
        Gateway.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("200 200 429", await AskAsync(3, mine));
    }

    [Fact]
    public async Task Anthropic_s_callers_get_its_headers_and_its_error()
    {
        await LimitAsync("all", "global", 1);
        await LimitAsync("tokens", "global", 5000, measure: "tokens");
        var answer = await AskAsync(path: "/v1/messages", more: ",\"max_tokens\":50");
        Assert.Equal((200, "1", "0"), (answer.Status, answer.Header("anthropic-ratelimit-requests-limit"), answer.Header("anthropic-ratelimit-requests-remaining")));
        Assert.StartsWith("2026-03-01T12:01:00", answer.Header("anthropic-ratelimit-requests-reset"));
        Assert.Equal("5000", answer.Header("anthropic-ratelimit-tokens-limit"));
        var refused = await AskAsync(path: "/v1/messages", more: ",\"max_tokens\":50");
        Assert.Equal((429, "rate_limit_error"), (refused.Status, JsonElement.Parse(refused.Text).GetProperty("error").GetProperty("type").GetString()));
        Assert.NotNull(refused.Header("Retry-After"));
    }

    [Fact]
    public async Task A_refused_request_takes_nothing_of_the_other_limits()
    {
        await LimitAsync("wide", "global", 100);
        await LimitAsync("narrow", "key", 1);
        Assert.Equal("200 429 429 429", await AskAsync(4));
        Assert.Equal(99, (await Api.RateLimitStatusAsync("wide")).Data.Single().Remaining);
    }

    [Fact]
    public async Task Tokens_are_reserved_and_corrected_to_what_was_used()
    {
        await LimitAsync("tokens", "key", 1000, measure: "tokens");
        var first = await AskAsync(more: ",\"max_completion_tokens\":300");
        Assert.Equal("1000", first.Header("X-RateLimit-Limit-Tokens"));
        Assert.InRange(int.Parse(first.Header("X-RateLimit-Remaining-Tokens")!, System.Globalization.CultureInfo.InvariantCulture), 600, 699);
        // The answer says that it was 10 and 4.
        Assert.Equal(986, (await Api.RateLimitStatusAsync()).Data.Single().Remaining);
        // Larger than what is left: it had to wait for its reservation. Nothing else was refused for it.
        Assert.Equal("429", await AskAsync(1, more: ",\"max_completion_tokens\":990"));
        Assert.Equal("200", await AskAsync(1));
        var large = await AskAsync(more: $",\"max_completion_tokens\":1,\"input\":\"{new string('a', 8000)}\"");
        Assert.Equal(429, large.Status);
        Assert.Null(large.Header("Retry-After"));
        Assert.Contains("never has room", large.Text);
    }

    [Fact]
    public async Task A_request_that_was_refused_later_gives_its_tokens_back()
    {
        await LimitAsync("tokens", "key", 2000, measure: "tokens");
        Assert.Equal("404", await AskAsync(1, more: ",\"hybridai\":{\"cache\":\"only\"}"));
        Assert.Equal(2000, (await Api.RateLimitStatusAsync()).Data.Single().Remaining);
    }

    [Fact]
    public async Task Requests_under_way_count_until_their_last_bytes_may_go_out()
    {
        await LimitAsync("under-way", "key", 1, window: null, measure: "concurrent");
        Gateway.One.Answer = null;
        var stream = Gateway.StreamAsync(model: "one/m");
        var call = await Gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        using var answer = await stream;
        Assert.Equal("429", await AskAsync(1));
        await call.EventAsync(Wire.Finish);
        await call.EventAsync(Wire.Done);
        await call.EndAsync();
        await answer.Content.ReadAsStringAsync();
        Gateway.One.Answer = static call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("200 200 200", await AskAsync(3));
    }

    [Fact]
    public async Task A_caller_that_hangs_up_is_no_longer_under_way()
    {
        await LimitAsync("under-way", "key", 1, window: null, measure: "concurrent");
        Gateway.One.Answer = null;
        using var gone = new CancellationTokenSource();
        var asked = Gateway.ChatAsync("""{"model":"one/m","messages":[]}""", cancellationToken: gone.Token);
        var call = await Gateway.One.NextAsync();
        Assert.Equal("429", await AskAsync(1));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await call.UntilClosedAsync();
        while (await Gateway.Journal.NextAsync() is { Status: 429 })
        {
            // The refused one's.
        }

        Gateway.One.Answer = static call => call.AnswerAsync(200, Wire.Answer);
        await Gateway.SettleAsync();
        Assert.Equal("200", await AskAsync(1));
    }

    [Fact]
    public async Task An_end_user_s_name_neither_escapes_the_key_s_limit_nor_counts_to_others()
    {
        await LimitAsync("per-user", "user", 2);
        await LimitAsync("per-key", "key", 5);
        var (mine, yours) = (await KeyAsync("mine"), await KeyAsync("yours"));
        Assert.Equal("200 200 429", await AskAsync(3, mine, more: ",\"user\":\"alice\""));
        Assert.Equal("200 200 429", await AskAsync(3, yours, more: ",\"user\":\"alice\""));
        Assert.Equal("200", await AskAsync(1, mine, more: ",\"user\":\"bob\""));
        Assert.Equal("200", await AskAsync(1, mine));
        Assert.Equal("200 429", await AskAsync(2, mine, more: ",\"user\":\"carol\""));
        Assert.Equal("429", await AskAsync(1, mine, more: ",\"user\":\"dave\""));
    }

    [Fact]
    public async Task A_key_that_took_over_by_rotation_goes_on_with_the_same_limit()
    {
        var old = await Api.CreateAsync(new CreateKeyRequest { Name = "old", Role = Roles.Inference });
        await LimitAsync("one", "key", 3, target: old.Id.ToString());
        Assert.Equal("200 200", await AskAsync(2, old.Secret));
        var renewed = await Api.RotateKeyAsync(old.Id, new RotateKeyRequest());
        Assert.Equal("200 429", await AskAsync(2, renewed.Secret));
        Assert.Equal("429", await AskAsync(1, old.Secret));
        Assert.Equal("200 200", await AskAsync(2));
    }

    [Fact]
    public async Task A_provider_without_room_is_passed_over_and_two_without_refuse()
    {
        await LimitAsync("one", "provider", 1, target: "one");
        await LimitAsync("two", "provider", 2, target: "two");
        await LimitAsync("key", "key", 100);
        Assert.Equal("200 200 200 429", await AskAsync(4, model: "both"));
        Assert.Equal((1, 2), (Gateway.One.Count, Gateway.Two.Count));
        Assert.Equal(97, (await Api.RateLimitStatusAsync("key")).Data.Single().Remaining);
        Gateway.Time.Advance(TimeSpan.FromSeconds(61));
        // A fallback counts where it goes.
        Gateway.One.Answer = static call => call.AnswerAsync(500, Wire.Error("broken"));
        Assert.Equal("200", await AskAsync(1, model: "both"));
        Assert.Equal([0L, 1L], (await Api.RateLimitStatusAsync()).Data.Where(row => row.Scope == "provider").Select(row => row.Remaining));
    }

    [Fact]
    public async Task A_model_is_the_same_by_each_of_its_names()
    {
        await LimitAsync("m", "model", 2);
        Assert.Equal("200", await AskAsync(1, model: "both"));
        Assert.Equal("200", await AskAsync(1, model: "two/m"));
        Assert.Equal("429", await AskAsync(1, model: "one/m"));
        await LimitAsync("alias", "model", 1, target: "both");
        Assert.Equal("m", (await Api.RateLimitStatusAsync("m")).Data.Single().Target);
    }

    [Fact]
    public async Task A_refusal_is_recorded_and_explained()
    {
        await LimitAsync("all", "global", 1);
        await AskAsync(2);
        Assert.Null((await Gateway.Journal.NextAsync()).Decisions);
        var record = await Gateway.Journal.NextAsync();
        Assert.Equal((429, "RateLimited", 0), (record.Status, record.FailureCause, record.Attempts));
        var decision = Assert.Single(record.Decisions!);
        Assert.Equal("limit", decision.Step);
        Assert.StartsWith("Refused: The rate limit 'all' (1 requests in 1m, all callers together) has no room", decision.Text);
    }

    [Fact]
    public async Task A_provider_that_says_that_nothing_is_left_is_passed_over_until_its_reset()
    {
        Gateway.One.Answer = static call => call.AnswerAsync(200, Wire.Answer, headers: "x-ratelimit-remaining-requests: 0\r\nx-ratelimit-reset-requests: 30s\r\n");
        Assert.Equal("200 200", await AskAsync(2, model: "both"));
        Assert.Equal((1, 1), (Gateway.One.Count, Gateway.Two.Count));
        await Gateway.Journal.NextAsync();
        var record = await Gateway.Journal.NextAsync();
        Assert.Contains("Left out one/m: its provider said that it takes no more until 2026-03-01T12:00:30Z", Assert.Single(record.Decisions!).Text);
        // Where nobody else is, it is asked all the same.
        Assert.Equal("200", await AskAsync(1, model: "one/m"));
        Gateway.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("200", await AskAsync(1, model: "both"));
        Assert.Equal(3, Gateway.One.Count);
    }
}
