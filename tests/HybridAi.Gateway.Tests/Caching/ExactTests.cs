using System.Text;
using System.Text.Json;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>Answers that are given again, as callers, records and the provider see it.</summary>
public sealed class ExactTests
{
    [Fact]
    public async Task The_same_question_is_asked_once_and_the_second_answer_costs_nothing()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var first = await gateway.ChatAsync(Question());
        Assert.Equal(("miss", "1"), (first.CacheOf(), first.Header("x-hybridai-attempts")));
        gateway.Time.Advance(TimeSpan.FromSeconds(90));
        using var second = await gateway.ChatAsync(Question(), request => request.Headers.Add("x-hybridai-tags", "another"));
        Assert.Equal((200, "exact", "0", "0", "90", "one", "m"), (
            (int)second.StatusCode, second.CacheOf(), second.Header("x-hybridai-cost"), second.Header("x-hybridai-attempts"), second.Header("Age"),
            second.Header("x-hybridai-provider"), second.Header("x-hybridai-model")));
        Assert.Equal(Wire.Answer, await second.Content.ReadAsStringAsync());
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.NotEqual(first.Header("x-hybridai-request-id"), second.Header("x-hybridai-request-id"));
        Assert.Equal(1, gateway.One.Count);

        var records = gateway.Journal.Completed;
        Assert.Equal(["miss", "exact"], records.Select(record => record.Cache));
        var hit = records[1];
        Assert.Equal((0, Wire.AnswerNanoDollars, UsageOutcome.Succeeded, 200, 0), (hit.Cost!.Value.NanoDollars, hit.Saved!.Value.NanoDollars, hit.Outcome, hit.Status, hit.Attempts));
        Assert.Equal(("one", "m", "one/m", 10, 4, false, "stop"), (hit.Provider, hit.Model, hit.Deployment, hit.Usage.Input, hit.Usage.Output, hit.Estimated, hit.FinishReason));
        Assert.NotNull(hit.SavedTime);
        Assert.Null(records[0].Saved);
        var decision = hit.Decisions!.Single();
        Assert.Equal("cache", decision.Step);
        Assert.Matches("^Answered with the entry [0-9a-f]{64} from memory, 90s old; it expires in 3510s\\.$", decision.Text);
    }

    [Fact]
    public async Task What_its_provider_did_not_count_is_an_estimate_each_time()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text("Hi"), Wire.Finish, Wire.Done);
        for (var i = 0; i < 2; i++)
        {
            using var answer = await gateway.StreamAsync();
            await answer.Content.ReadAsByteArrayAsync();
        }

        var (first, hit) = (gateway.Journal.Completed[0], gateway.Journal.Completed[1]);
        Assert.Equal(("exact", true, first.Usage, first.Cost), (hit.Cache, hit.Estimated, hit.Usage, hit.Saved));
    }

    [Fact]
    public async Task A_stream_is_given_again_byte_by_byte()
    {
        await using var gateway = await StartAsync();
        string[] events = [Wire.Role, Wire.Text("Grüße"), Wire.Text("日本"), Wire.Finish, Wire.Usage, Wire.Done];
        gateway.One.Answer = call => call.StreamAllAsync(events);
        using var first = await gateway.StreamAsync();
        var whole = await first.Content.ReadAsStringAsync();
        Assert.Equal(string.Concat(events).Replace(Wire.Usage, "", StringComparison.Ordinal), whole);
        using var second = await gateway.StreamAsync();
        Assert.Equal(("exact", "0", "text/event-stream", "no-cache"), (
            second.CacheOf(), second.Header("x-hybridai-cost"), second.Content.Headers.ContentType!.ToString(), second.Headers.CacheControl!.ToString()));
        Assert.Equal(whole, await second.Content.ReadAsStringAsync());
        Assert.Equal(1, gateway.One.Count);
        // With its usage, or whole, it is another answer.
        using var withUsage = await gateway.StreamAsync(""","stream_options":{"include_usage":true}""");
        Assert.Equal("miss", withUsage.CacheOf());
        Assert.Contains("\"usage\"", await withUsage.Content.ReadAsStringAsync());
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(model: "both"))).Cache);
    }

    [Theory]
    [InlineData("off", "off", 2)]
    [InlineData("refresh", "miss", 2)]
    [InlineData("on", "exact", 1)]
    [InlineData("only", "exact", 1)]
    public async Task A_caller_says_how_the_cache_is_used(string mode, string status, int calls)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("Hi", "Anew", StringComparison.Ordinal));
        var answer = await gateway.AskAsync(Question($$""","hybridai":{"cache":"{{mode}}"}"""));
        Assert.Equal((200, status, calls), (answer.Status, answer.Cache, gateway.One.Count));
        // Only what was fetched anew for the cache takes the old one's place.
        var after = await gateway.AskAsync(Question());
        Assert.Equal(("exact", mode == "refresh"), (after.Cache, after.Body.Contains("Anew", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_is_404_for_what_is_not_there_and_says_what_cannot_be()
    {
        await using var gateway = await StartAsync();
        var miss = await gateway.AskAsync(Question(""","hybridai":{"cache":"only"}"""));
        Assert.Equal((404, "miss", "cache_miss"), (miss.Status, miss.Cache, JsonElement.Parse(miss.Body).GetProperty("error").GetProperty("code").GetString()));
        var never = await gateway.AskAsync(Question(""","store":true,"hybridai":{"cache":"only"}"""));
        Assert.Equal((404, "off"), (never.Status, never.Cache));
        Assert.Contains("it is stored ('store')", never.Body);
        Assert.Equal(0, gateway.One.Count);
    }

    [Fact]
    public async Task An_answer_lives_as_long_as_it_is_said_to()
    {
        await using var gateway = await StartAsync(("Cache:Ttl", "5m"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        gateway.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.Equal("exact", (await gateway.AskAsync(Question())).Cache);
        gateway.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
    }

    [Fact]
    public async Task Embeddings_are_cached()
    {
        await using var gateway = await StartAsync(("Providers:one:Models:0:Kind", "embedding"));
        gateway.One.Answer = call => call.AnswerAsync(200, """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1]}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}""");
        for (var i = 0; i < 2; i++)
        {
            using var answer = await gateway.Http.PostAsync("/v1/embeddings", new StringContent("""{"model":"one/m","input":"Hello"}""", Encoding.UTF8, "application/json"));
            Assert.Equal((200, i == 0 ? "miss" : "exact"), ((int)answer.StatusCode, answer.CacheOf()));
        }

        Assert.Equal(1, gateway.One.Count);
    }

    [Fact]
    public async Task A_key_policy_beats_what_requests_say()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var secret = await gateway.KeyWithPolicyAsync("""{"cache":"off"}""");
        await gateway.AskAsync(Question());
        using var answer = await gateway.ChatAsync(Question(""","hybridai":{"cache":"on"}"""), request => request.Headers.Authorization = new("Bearer", secret));
        Assert.Equal(("off", 2), (answer.CacheOf(), gateway.One.Count));
        Assert.Contains(gateway.Journal.Completed[^1].Decisions!, decision => decision.Text == "The request asked for the cache 'on'; the policy of its key wants 'off'.");
    }

    [Fact]
    public async Task Under_an_idempotency_key_a_hit_is_given_again_as_well()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text("a"), Wire.Finish, Wire.Done);
        using var plain = await gateway.StreamAsync();
        var whole = await plain.Content.ReadAsStringAsync();
        for (var i = 0; i < 2; i++)
        {
            using var keyed = await gateway.ChatAsync("""{"model":"both","stream":true,"messages":[{"role":"user","content":"Hello there"}]}""", request => request.Headers.Add("Idempotency-Key", "k"));
            Assert.Equal(whole, await keyed.Content.ReadAsStringAsync());
            Assert.Equal(i == 1, keyed.Headers.Contains("x-hybridai-idempotent-replay"));
        }

        Assert.Equal(1, gateway.One.Count);
    }
}
