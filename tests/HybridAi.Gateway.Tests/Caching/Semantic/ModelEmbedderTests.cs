using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching.Semantic;

/// <summary>Vectors of a provider's model: made through the gateway itself, and never in the way of a request.</summary>
public sealed class ModelEmbedderTests
{
    private static readonly (string, string)[] Settings =
        [("Cache:Semantic:Mode", "on"), ("Cache:Semantic:MinPrecision", "0"), ("Cache:Semantic:Guard", "off"), ("Cache:Semantic:Embedder", "two/m")];

    [Fact]
    public async Task What_the_model_finds_similar_is_answered_and_each_vector_is_paid_for_once()
    {
        await using var gateway = await StartAsync(Settings);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        gateway.Two.Answer = call => call.AnswerAsync(200, Vector(call.BodyText.Contains("weather", StringComparison.Ordinal) ? "[0,1,0]" : call.BodyText.Contains("rug", StringComparison.Ordinal) ? "[1,0,0.01]" : "[1,0,0]"));
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "How do I get red wine out of a carpet?"))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Question(text: "How is the weather?"))).Cache);
        Assert.Equal("semantic", (await gateway.AskAsync(Question(text: "I spilled merlot on my rug, help"))).Cache);
        Assert.Equal((2, 3), (gateway.One.Count, gateway.Two.Count));

        var embeddings = gateway.Journal.Completed.Where(record => record.Api == "embeddings").ToArray();
        Assert.Equal(3, embeddings.Length);
        Assert.All(embeddings, record => Assert.Equal(("two", 3_000), (record.Provider, (int)record.Cost!.Value.NanoDollars)));
        Assert.All(embeddings, record => Assert.Contains("semantic-cache", record.Tags!));
        // Another request with the same text: the vector is in the cache.
        Assert.Equal("miss", (await gateway.AskAsync(Question(""","temperature":0.5""", "How is the weather?"))).Cache);
        Assert.Equal(3, gateway.Two.Count);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(200, """{"data":[{"embedding":[]}]}""")]
    [InlineData(200, """{"data":[{"embedding":["a"]}],"usage":{"prompt_tokens":3,"total_tokens":3}}""")]
    [InlineData(200, """{"data":[{"embedding":[0,0]}],"usage":{"prompt_tokens":3,"total_tokens":3}}""")]
    public async Task Without_a_vector_the_request_goes_on(int status, string body)
    {
        await using var gateway = await StartAsync(Settings);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        gateway.Two.Answer = call => call.AnswerAsync(status, body);
        var (answered, cache, text) = await gateway.AskAsync(Question());
        Assert.Equal((200, "miss", Wire.Answer), (answered, cache, text));
        Assert.Contains(gateway.Journal.Completed[^1].Decisions!, decision => decision.Text.StartsWith("No answer was looked for by meaning: two/m gave no vector", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_hangs_costs_no_more_than_the_deadline()
    {
        await using var gateway = await StartAsync(Settings);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var asked = gateway.AskAsync(Question());
        await gateway.Two.NextAsync();
        var (status, cache, _) = await gateway.PassTimeUntilAsync(TimeSpan.FromMilliseconds(100), asked);
        Assert.Equal((200, "miss"), (status, cache));
        Assert.Contains(gateway.Journal.Completed.Single(record => record.Api == "chat.completions").Decisions!, decision => decision.Text.Contains("not within 500 ms", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_may_not_use_the_model_goes_without()
    {
        await using var gateway = await StartAsync(Settings);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var key = (await gateway.PostDocumentAsync("/api/keys", """{"name":"k","allowedModels":["one/m"]}""")).GetProperty("key").GetString()!;
        var (status, cache, _) = await gateway.AskAsync(Question(), request => request.Headers.Authorization = new("Bearer", key));
        Assert.Equal((200, "miss"), (status, cache));
        Assert.Equal(0, gateway.Two.Count);
    }

    private static string Vector(string vector) =>
        $$$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":{{{vector}}}}],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}}""";
}
