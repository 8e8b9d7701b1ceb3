using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

public sealed class RerankTests
{
    private const string Answer = """{"id":"r","results":[{"index":1,"relevance_score":0.9}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":3}}}""";

    [Fact]
    public async Task Goes_to_cohere_unchanged_but_for_the_model()
    {
        await using var gateway = await StartAsync(new() { ["Providers:one:Models:1:Id"] = "rerank-v3.5", ["Providers:one:Models:1:SearchPerThousand"] = "2" });
        var asking = AskAsync(gateway, """{"model":"one/rerank-v3.5","query":"q","documents":["a","b"],"top_n":1,"hybridai":{"task":"t"}}""");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/v2/rerank ", call.Head, StringComparison.Ordinal);
        Assert.Equal("""{"model":"rerank-v3.5","query":"q","documents":["a","b"],"top_n":1}""", call.BodyText);
        await call.AnswerAsync(200, Answer);
        using var answer = await asking;

        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync());
        Assert.Equal("0.006", answer.Headers.GetValues("x-hybridai-cost").Single());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("rerank", default(TokenUsage), false, 6_000_000L, CostSource.Catalog), (record.Api, record.Usage, record.Estimated, record.Cost!.Value.NanoDollars, record.CostSource));
    }

    [Fact]
    public async Task Without_a_price_the_cost_is_unknown_not_zero()
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway, """{"model":"one/rerank-v3.5","query":"q","documents":["a"]}""");
        await (await gateway.One.NextAsync()).AnswerAsync(200, Answer);
        using var answer = await asking;

        Assert.Equal("unknown", answer.Headers.GetValues("x-hybridai-cost").Single());
        Assert.Equal(CostSource.Unknown, (await gateway.Journal.NextAsync()).CostSource);
    }

    [Fact]
    public async Task Tokens_of_other_providers_are_metered()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Models:0:Kind"] = "rerank" });
        var asking = AskAsync(gateway, """{"model":"one/m","query":"q","documents":["a"]}""");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/rerank ", call.Head, StringComparison.Ordinal);
        await call.AnswerAsync(200, """{"model":"m","usage":{"total_tokens":9},"results":[]}""");
        using var answer = await asking;

        Assert.Equal(200, (int)answer.StatusCode);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((9L, 9_000L), (record.Usage.Input, record.Cost!.Value.NanoDollars));
    }

    [Theory]
    [InlineData(400, """{"message":"invalid request: list of documents must not be empty"}""", 400)]
    [InlineData(429, """{"message":"Please wait and try again later"}""", 429)]
    [InlineData(200, """{"id":"r"}""", 502)]
    [InlineData(200, "[", 502)]
    public async Task Errors_have_openais_shape(int status, string body, int expected)
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway, """{"model":"one/rerank-v3.5","query":"q","documents":[]}""");
        await (await gateway.One.NextAsync()).AnswerAsync(status, body);
        using var answer = await asking;

        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.NotEmpty(JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData("/v1/rerank", "one/command-a-03-2025", "cannot rerank")]
    [InlineData("/v1/chat/completions", "one/rerank-v3.5", "POST /v1/rerank")]
    [InlineData("/v1/embeddings", "one/rerank-v3.5", "POST /v1/rerank")]
    public async Task A_model_of_another_kind_is_refused(string path, string model, string message)
    {
        await using var gateway = await StartAsync();
        using var answer = await gateway.Http.PostAsync(path, new StringContent($$"""{"model":"{{model}}"}""", new MediaTypeHeaderValue("application/json")));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<TestGateway> StartAsync(Dictionary<string, string?>? more = null) => TestGateway.StartAsync(
        new(more ?? []) { ["Providers:one:Profile"] = "cohere" });

    private static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string body) =>
        gateway.Http.PostAsync("/v1/rerank", new StringContent(body, new MediaTypeHeaderValue("application/json")));
}
