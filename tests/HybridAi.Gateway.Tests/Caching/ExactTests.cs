using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
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

    [Theory]
    [InlineData(""","temperature":0.5,"user":"ann","metadata":{"a":"b"}""", ""","metadata":{},"user":"bob","temperature":5e-1""")]
    [InlineData(""","store":false,"service_tier":"auto" """, ""","prompt_cache_key":"k","safety_identifier":"s" """)]
    [InlineData(""","hybridai":{"task":"x"}""", ""","hybridai":{"user":"u","session":"s"}""")]
    public async Task What_cannot_change_the_answer_does_not_count(string one, string other)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(one))).Cache);
        Assert.Equal("exact", (await gateway.AskAsync(Question(other))).Cache);
    }

    [Theory]
    [InlineData(""","temperature":0.5""", "")]
    [InlineData(""","seed":1""", ""","seed":2""")]
    [InlineData(""","n":1""", ""","n":2""")]
    [InlineData(""","unknown_field":[{"a":1}]""", ""","unknown_field":[{"a":2}]""")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""", ""","tools":[{"type":"function","function":{"name":"g","parameters":{"type":"object"}}}]""")]
    [InlineData(""","response_format":{"type":"json_object"}""", ""","response_format":{"type":"text"}""")]
    [InlineData(""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"properties":{"x":{}}}}}""", ""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"properties":{"y":{}}}}}""")]
    [InlineData(""","tool_choice":"none" """, ""","tool_choice":"auto" """)]
    [InlineData(""","max_tokens":5""", ""","max_tokens":6""")]
    [InlineData(""","system":"be kind" """, ""","system":"be brief" """)]
    [InlineData(""","hybridai":{"provider":"one"}""", "")]
    public async Task What_can_change_it_does(string one, string other)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(one, model: "both"))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Question(other, model: "both"))).Cache);
        Assert.Equal("exact", (await gateway.AskAsync(Question(one, model: "both"))).Cache);
    }

    [Fact]
    public async Task The_same_body_for_another_api_model_or_with_another_header_is_another_request()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(""","max_tokens":9"""))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Question(""","max_tokens":9""", model: "two/m"))).Cache);
        Assert.Equal(("miss", true), await MessageAsync(null));
        Assert.Equal(("exact", true), await MessageAsync(null));
        Assert.Equal(("miss", true), await MessageAsync("context-1m-2025-08-07"));

        async Task<(string? Cache, bool IsMessage)> MessageAsync(string? beta)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Question(""","max_tokens":9"""), Encoding.UTF8, "application/json") };
            request.Headers.Add("anthropic-version", "2023-06-01");
            if (beta is not null)
                request.Headers.Add("anthropic-beta", beta);
            using var answer = await gateway.Http.SendAsync(request);
            return (answer.CacheOf(), (await answer.Content.ReadAsStringAsync()).Contains("\"type\":\"message\"", StringComparison.Ordinal));
        }
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

    [Theory]
    [InlineData("responses", ""","store":false""", "the answer is not in the cache")]
    [InlineData("responses", "", "it is stored ('store')")]
    [InlineData("responses", ""","store":null""", "it is stored ('store')")]
    [InlineData("responses", ""","store":false,"previous_response_id":"resp_1" """, "it has the field 'previous_response_id'")]
    [InlineData("responses", ""","store":false,"conversation":"conv_1" """, "it has the field 'conversation'")]
    [InlineData("responses", ""","store":false,"background":true""", "it has the field 'background'")]
    [InlineData("responses", ""","store":false,"input":[{"type":"item_reference","id":"msg_1"}]""", "it refers to stored items")]
    [InlineData("responses", ""","store":false,"tools":[{"type":"mcp","server_label":"a","server_url":"https://a.example"}]""", "its provider calls servers that may do something ('mcp')")]
    [InlineData("messages", ""","max_tokens":9,"mcp_servers":[{"type":"url","url":"https://a.example","name":"a"}]""", "it has the field 'mcp_servers'")]
    [InlineData("messages", ""","max_tokens":9,"container":"c_1" """, "it has the field 'container'")]
    [InlineData("chat/completions", ""","modalities":["text","audio"],"audio":{"voice":"a","format":"wav"}""", "it has the field 'audio'")]
    [InlineData("chat/completions", ""","audio":null""", "the answer is not in the cache")]
    public async Task What_leaves_something_behind_or_goes_on_from_something_is_not_cached(string path, string more, string says)
    {
        await using var gateway = await StartAsync(("Providers:one:Profile", "openai"));
        var prompt = path == "responses" ? more.Contains("\"input\"", StringComparison.Ordinal) ? "" : ""","input":"Hello mcp" """ : ""","messages":[{"role":"user","content":"Hello \"mcp\""}]""";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{path}") { Content = new StringContent($$"""{"model":"one/m"{{prompt}}{{more}}}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("x-hybridai-cache", "only");
        using var answer = await gateway.Http.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task Errors_are_not_cached(int status)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, Wire.Error("no"));
        Assert.Equal((status, "miss"), await StatusAsync(gateway, Question()));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal((200, "miss"), await StatusAsync(gateway, Question()));
        Assert.Equal((200, "exact"), await StatusAsync(gateway, Question()));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_or_whose_caller_hangs_up_is_not_cached()
    {
        await using var gateway = await StartAsync();
        var cut = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        call.Cut();
        using (var answer = await cut)
            Assert.Contains("error", await answer.Content.ReadAsStringAsync());
        await gateway.Journal.NextAsync();

        var gone = gateway.StreamAsync();
        call = await gateway.One.NextAsync();
        await call.StreamAsync();
        // All but the terminator: only that the attempt failed tells.
        await call.EventAsync(Wire.Text("a") + Wire.Finish);
        (await gone).Dispose();
        await call.UntilClosedAsync();
        await gateway.Journal.NextAsync();

        gateway.One.Answer = again => again.StreamAllAsync(Wire.Text("a"), Wire.Finish, Wire.Done);
        using var whole = await gateway.StreamAsync();
        Assert.Equal("miss", whole.CacheOf());
    }

    [Theory]
    [InlineData("content_filter")]
    [InlineData(null)]
    public async Task What_did_not_end_as_an_answer_does_is_not_cached(string? reason)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("\"stop\"", reason is null ? "null" : $"\"{reason}\"", StringComparison.Ordinal));
        await gateway.AskAsync(Question());
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
    }

    [Theory]
    [InlineData("\"content_filter\"")]
    [InlineData("null")]
    public async Task Of_several_choices_all_have_to_end_as_answers_do(string reason)
    {
        await using var gateway = await StartAsync();
        const string Choice = """{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}""";
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace(Choice, $"{Choice},{Choice.Replace("\"stop\"", reason, StringComparison.Ordinal)}", StringComparison.Ordinal));
        for (var i = 0; i < 2; i++)
            Assert.Equal((200, "miss"), await StatusAsync(gateway, Question(""","n":2""")));

        var other = Wire.Finish.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal).Replace("\"stop\"", reason, StringComparison.Ordinal);
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text("a"), other, Wire.Finish, Wire.Done);
        for (var i = 0; i < 2; i++)
        {
            using var stream = await gateway.StreamAsync(""","n":2""");
            Assert.Equal((Wire.Text("a") + other + Wire.Finish + Wire.Done, "miss"), (await stream.Content.ReadAsStringAsync(), stream.CacheOf()));
        }
    }

    [Theory]
    [InlineData("completed", "exact")]
    [InlineData("failed", "miss")]
    public async Task A_response_that_failed_is_not_cached(string state, string status)
    {
        await using var gateway = await StartAsync(("Providers:one:Profile", "openai"));
        gateway.One.Answer = call => call.AnswerAsync(200, $$$"""{"id":"r","object":"response","status":"{{{state}}}","error":null,"output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""");
        string? cache = null;
        for (var i = 0; i < 2; i++)
        {
            using var answer = await gateway.Http.PostAsync("/v1/responses", new StringContent("""{"model":"one/m","input":"Hello","store":false}""", Encoding.UTF8, "application/json"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            cache = answer.CacheOf();
        }

        Assert.Equal(status, cache);
    }

    [Fact]
    public async Task Larger_answers_than_allowed_are_not_cached()
    {
        await using var gateway = await StartAsync(("Cache:MaxAnswerSize", "2KB"));
        var text = new string('x', 3000);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("Hi", text, StringComparison.Ordinal));
        await gateway.AskAsync(Question());
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text(text), Wire.Finish, Wire.Done);
        for (var i = 0; i < 2; i++)
        {
            using var stream = await gateway.StreamAsync();
            Assert.Equal((Wire.Text(text) + Wire.Finish + Wire.Done, "miss"), (await stream.Content.ReadAsStringAsync(), stream.CacheOf()));
        }
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
    public async Task What_another_deployment_answered_instead_is_not_kept()
    {
        await using var gateway = await StartAsync();
        await gateway.PostDocumentAsync("/api/routing/fallbacks", """{"name":"f","model":"one/m","on":["any"],"targets":["two/m"]}""");
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("no"));
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 2; i++)
            Assert.Equal((200, "miss"), await StatusAsync(gateway, Question()));
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

    [Theory]
    [InlineData("Organization", "exact")]
    [InlineData("Key", "miss")]
    [InlineData("User", "miss")]
    [InlineData("Team", "exact")]
    public async Task Another_key_of_the_organization_gets_it_if_the_partition_allows_that(string partition, string status)
    {
        await using var gateway = await StartAsync(("Cache:Partition", partition));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        var secret = await gateway.KeyWithPolicyAsync(null);
        Assert.Equal(status, (await gateway.AskAsync(Question(), request => request.Headers.Authorization = new("Bearer", secret))).Cache);
    }

    [Fact]
    public async Task Another_organization_never_gets_it()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        var organization = (await gateway.PostDocumentAsync("/api/organizations", """{"name":"Other"}""")).GetProperty("id").GetString();
        var secret = (await gateway.PostDocumentAsync("/api/keys", $$"""{"name":"k","organizationId":"{{organization}}"}""")).GetProperty("key").GetString();
        Assert.Equal("miss", (await gateway.AskAsync(Question(), request => request.Headers.Authorization = new("Bearer", secret))).Cache);
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

    [Theory]
    [InlineData("true", "prefix")]
    [InlineData("false", "miss")]
    public async Task What_differs_by_notes_on_messages_is_found_if_that_is_allowed(string allowed, string status)
    {
        await using var gateway = await StartAsync(("Cache:ApproximatePrefix", allowed));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        var noted = """{"model":"one/m","messages":[{"id":"m1","role":"user","content":"Hello there","annotations":[],"cache_control":{"type":"ephemeral"}}]}""";
        Assert.Equal((status, Wire.Answer), ((await gateway.AskAsync(noted)).Cache, (await gateway.AskAsync(noted)).Body));
        Assert.Equal("exact", (await gateway.AskAsync(Question())).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(noted.Replace("\"user\"", "\"system\"", StringComparison.Ordinal))).Cache);
    }

    [Fact]
    public async Task What_is_purged_is_gone_for_those_who_found_it_in_spite_of_notes_too()
    {
        await using var gateway = await StartAsync(("Cache:ApproximatePrefix", "true"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        const string Noted = """{"model":"one/m","messages":[{"id":"m1","role":"user","content":"Hello there"}]}""";
        Assert.Equal("prefix", (await gateway.AskAsync(Noted)).Cache);
        var key = Regex.Match(gateway.Journal.Completed[^1].Decisions!.Single().Text, "[0-9a-f]{64}").Value;
        await gateway.PostDocumentAsync("/api/cache/purge", $$"""{"key":"{{key}}"}""", 200);
        Assert.Equal("miss", (await gateway.AskAsync(Noted)).Cache);
    }

    [Fact]
    public async Task Switched_off_nothing_is_cached()
    {
        await using var gateway = await StartAsync(("Cache:Enabled", "false"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 2; i++)
            Assert.Equal((200, "off"), await StatusAsync(gateway, Question()));
        Assert.Equal(2, gateway.One.Count);
    }

    private static async Task<(int Status, string? Cache)> StatusAsync(TestGateway gateway, string json)
    {
        var answer = await gateway.AskAsync(json);
        return (answer.Status, answer.Cache);
    }
}
