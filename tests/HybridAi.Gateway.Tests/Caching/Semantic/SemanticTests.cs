using System.Text.Json;
using HybridAi.Core.Caching;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching.Semantic;

/// <summary>Answers found by meaning, as callers and records see them. No evidence is asked for here: see <see cref="ShadowTests"/>.</summary>
public sealed class SemanticTests
{
    private static readonly (string, string)[] On = [("Cache:Semantic:Mode", "on"), ("Cache:Semantic:MinPrecision", "0")];

    [Fact]
    public async Task A_question_in_other_words_gets_the_answer_with_its_similarity()
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "What is the capital of Australia?"))).Cache);
        using var answer = await gateway.ChatAsync(Question(text: "Please tell me: what's the capital of Australia"));
        Assert.Equal((200, "semantic", "0"), ((int)answer.StatusCode, answer.CacheOf(), answer.Header("x-hybridai-cost")));
        Assert.InRange(double.Parse(answer.Header("x-hybridai-cache-similarity")!, System.Globalization.CultureInfo.InvariantCulture), 0.95, 1);
        Assert.Equal(Wire.Answer, await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, gateway.One.Count);

        var hit = gateway.Journal.Completed[1];
        Assert.Equal(("semantic", 0, Wire.AnswerNanoDollars), (hit.Cache, hit.Cost!.Value.NanoDollars, hit.Saved!.Value.NanoDollars));
        Assert.Matches("^Answered with the entry [0-9a-f]{64} from memory, found by meaning with similarity (0\\.9[5-9][0-9]|1\\.000), ", hit.Decisions!.Single().Text);
        // An exact hit has no similarity.
        using var exact = await gateway.ChatAsync(Question(text: "What is the capital of Australia?"));
        Assert.Equal(("exact", null), (exact.CacheOf(), exact.Header("x-hybridai-cache-similarity")));
    }

    [Theory]
    [InlineData("Convert 5 miles to kilometers and show all steps of the calculation", "Convert 6 miles to kilometers and show all steps of the calculation", "the numbers differ")]
    [InlineData("Please explain in detail why it is safe to eat raw cookie dough", "Please explain in detail why it is not safe to eat raw cookie dough", "one of them says no")]
    public async Task What_only_looks_alike_is_not_given_and_explained(string first, string second, string why)
    {
        await using var gateway = await StartAsync([.. On, ("Cache:Semantic:Threshold", "0.6")]);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: first))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: second))).Cache);
        Assert.Contains(gateway.Journal.Completed[1].Decisions!, decision => decision.Step == "cache" && decision.Text.EndsWith($"but is for another question: {why}.", StringComparison.Ordinal));
        Assert.Equal(2, gateway.One.Count);
    }

    [Theory]
    [InlineData(""","temperature":0.5""", "")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""", "")]
    [InlineData(""","response_format":{"type":"json_object"}""", "")]
    [InlineData(""","hybridai":{"cache":"off"}""", "")]
    public async Task All_else_has_to_be_equal(string more, string other)
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(more, "What is the capital of Australia?"));
        Assert.Equal("miss", (await gateway.AskAsync(Question(other, "what is the capital of australia"))).Cache);
    }

    [Theory]
    [InlineData("""{"role":"system","content":"Be brief."},""", """{"role":"system","content":"Be brief!"},""", "miss")]
    [InlineData("""{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},""", """{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."},""", "miss")]
    [InlineData("""{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},""", """{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"},""", "semantic")]
    public async Task Of_the_conversation_only_the_last_message_may_differ(string before, string otherBefore, string expected)
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Conversation(before, "What is the capital of Australia?"));
        Assert.Equal(expected, (await gateway.AskAsync(Conversation(otherBefore, "what is the capital of australia"))).Cache);
    }

    [Fact]
    public async Task Parts_are_compared_by_their_last_text_and_a_tools_result_by_nothing()
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        static string Parts(string image, string text) =>
            $$$"""{"model":"one/m","messages":[{"content":[{"type":"image_url","image_url":{"url":"{{{image}}}"}},{"type":"text","text":"{{{text}}}"}],"role":"user"}]}""";
        await gateway.AskAsync(Parts("https://x/1.png", "What is to be seen here?"));
        Assert.Equal("semantic", (await gateway.AskAsync(Parts("https://x/1.png", "what is to be seen here"))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Parts("https://x/2.png", "what is to be seen here"))).Cache);
        static string Tool(string text) =>
            $$$"""{"model":"one/m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":"{{{text}}}"}]}""";
        await gateway.AskAsync(Tool("It is warm today."));
        Assert.Equal("miss", (await gateway.AskAsync(Tool("it is warm today"))).Cache);
    }

    [Fact]
    public async Task Streams_are_given_as_streams()
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Role, Wire.Text("Canberra"), Wire.Finish, Wire.Usage, Wire.Done);
        var first = await gateway.AskAsync(Question(""","stream":true""", "What is the capital of Australia?"));
        var second = await gateway.AskAsync(Question(""","stream":true""", "what is the capital of australia"));
        Assert.Equal(("miss", "semantic"), (first.Cache, second.Cache));
        Assert.Equal(first.Body, second.Body);
        Assert.Contains("Canberra", second.Body);
    }

    [Fact]
    public async Task Other_dialects_work_alike()
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        async Task<string?> AskAsync(string text)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new StringContent($$"""{"model":"one/m","max_tokens":50,"messages":[{"role":"user","content":"{{text}}"}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            };
            request.Headers.Add("anthropic-version", "2023-06-01");
            using var answer = await gateway.Http.SendAsync(request);
            return answer.CacheOf();
        }

        Assert.Equal("miss", await AskAsync("What is the capital of Australia?"));
        Assert.Equal("semantic", await AskAsync("what is the capital of australia"));
    }

    [Fact]
    public async Task Other_organizations_and_keys_of_a_partition_are_kept_apart()
    {
        await using var gateway = await StartAsync([.. On, ("Cache:Partition", "key")]);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var key = await gateway.KeyWithPolicyAsync(null);
        await gateway.AskAsync(Question(text: "What is the capital of Australia?"));
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "what is the capital of australia"), request => request.Headers.Authorization = new("Bearer", key))).Cache);
    }

    [Fact]
    public async Task What_is_gone_from_the_cache_or_has_expired_is_not_found()
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "What is the capital of Australia?"));
        gateway.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "what is the capital of australia"))).Cache);
        var purged = await EntryOfAsync(gateway);
        await gateway.App.Services.GetRequiredService<LayeredCache>().RemoveAsync(purged, default);
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "please: what is the capital of australia"))).Cache);
    }

    [Theory]
    [InlineData("""{"all":true}""")]
    [InlineData("""{"tag":"geography"}""")]
    [InlineData("""{"model":"one/m"}""")]
    public async Task What_was_purged_is_not_given(string purge)
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(""","hybridai":{"tags":["geography"]}""", "What is the capital of Australia?"));
        Assert.Equal("semantic", (await gateway.AskAsync(Question(text: "what is the capital of australia"))).Cache);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        await gateway.PostDocumentAsync("/api/cache/purge", purge, status: 200);
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "what is the capital of australia"))).Cache);
    }

    [Fact]
    public async Task Switched_off_it_does_nothing()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "What is the capital of Australia?"));
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "what is the capital of australia"))).Cache);
        Assert.Equal(0, JsonElement.Parse(await gateway.Http.GetStringAsync("/api/cache/semantic")).GetProperty("entries").GetInt32());
    }

    [Fact]
    public async Task Only_finds_by_meaning_too()
    {
        await using var gateway = await StartAsync(On);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "What is the capital of Australia?"));
        Assert.Equal("semantic", (await gateway.AskAsync(Question(""","hybridai":{"cache":"only"}""", "what is the capital of australia"))).Cache);
        Assert.Equal(404, (await gateway.AskAsync(Question(""","hybridai":{"cache":"only"}""", "what is the capital of austria"))).Status);
    }

    private static string Conversation(string before, string text) => $$"""{"model":"one/m","messages":[{{before}}{"role":"user","content":"{{text}}"}]}""";

    // The entry that an exact hit names.
    private static async Task<CacheKey> EntryOfAsync(TestGateway gateway)
    {
        Assert.Equal("exact", (await gateway.AskAsync(Question(text: "what is the capital of australia"))).Cache);
        var hash = gateway.Journal.Completed[^1].Decisions!.Single().Text.Split(' ')[4];
        Assert.True(CacheKey.TryParse(Core.Tenancy.OrganizationId.Default, hash, out var key));
        return key;
    }
}
