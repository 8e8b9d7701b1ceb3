using System.Net.Http.Headers;
using System.Text.Json;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Execution;

/// <summary>OpenAI's embeddings, answered by a provider whose own differ.</summary>
public sealed class EmbeddingsTranslationTests
{
    private const string Answer = """{"id":"e","embeddings":{"float":[[0.5,-1e-3],[1,2]]},"texts":["a","b"],"meta":{"billed_units":{"input_tokens":7}}}""";

    [Fact]
    public async Task Texts_go_to_cohere_and_vectors_come_back_in_openais_shape()
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway, """{"model":"one/embed-v4.0","input":["a","b"],"dimensions":256,"user":"u","encoding_format":"float","hybridai":{"tags":["x"]}}""");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/v2/embed ", call.Head, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer key-of-one", call.Head, StringComparison.Ordinal);
        Assert.Equal("""{"model":"embed-v4.0","input_type":"search_document","texts":["a","b"],"embedding_types":["float"],"output_dimension":256}""", call.BodyText);
        await call.AnswerAsync(200, Answer);
        using var answer = await asking;

        Assert.Equal(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1e-3]},{"object":"embedding","index":1,"embedding":[1,2]}],"model":"embed-v4.0","usage":{"prompt_tokens":7,"total_tokens":7}}""",
            await answer.Content.ReadAsStringAsync());
        Assert.Equal("user", answer.Headers.GetValues("x-hybridai-dropped").Single());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("embeddings", 7L, false, 840L), (record.Api, record.Usage.Input, record.Estimated, record.Cost!.Value.NanoDollars));
    }

    [Fact]
    public async Task Base64_is_made_of_the_numbers()
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway, """{"model":"one/embed-v4.0","input":"a","encoding_format":"base64","input_type":"search_query"}""");
        var call = await gateway.One.NextAsync();
        Assert.Contains("\"input_type\":\"search_query\"", call.BodyText, StringComparison.Ordinal);
        await call.AnswerAsync(200, """{"embeddings":{"float":[[0.5,-2]]}}""");
        using var answer = await asking;

        var document = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal([0, 0, 0, 63, 0, 0, 0, 192], document.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64());
        // Nobody counted, so that the gateway tells its estimate.
        Assert.Equal(1, document.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.True((await gateway.Journal.NextAsync()).Estimated);
    }

    [Theory]
    [InlineData("""{"model":"one/embed-v4.0"}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":[]}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":[1,2,3]}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":[[1,2],[3]]}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":["a",1]}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":["a",""]}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":{}}""", "input")]
    [InlineData("""{"model":"one/embed-v4.0","input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"one/embed-v4.0","input":"a","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("""{"model":"one/embed-v4.0","input":"a","input_type":"poetry"}""", "input_type")]
    [InlineData("""{"model":"one/command-a-03-2025","input":"a"}""", "model")]
    public async Task What_cannot_be_is_refused_naming_the_field(string body, string param)
    {
        await using var gateway = await StartAsync();
        using var answer = await AskAsync(gateway, body);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(param, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task More_texts_than_cohere_takes_are_refused()
    {
        await using var gateway = await StartAsync();
        using var answer = await AskAsync(gateway, $$"""{"model":"one/embed-v4.0","input":[{{string.Join(',', Enumerable.Repeat("\"a\"", 97))}}]}""");

        Assert.Contains("at most 96", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"embeddings":{"float":[[1]]}}""")]
    [InlineData("""{"embeddings":{"float":[["1"],[2]]}}""")]
    [InlineData("""{"embeddings":{"float":[1,2]}}""")]
    [InlineData("""{"embeddings":""")]
    [InlineData("[]")]
    public async Task An_answer_that_is_none_is_no_answer(string body)
    {
        await using var gateway = await StartAsync();
        var asking = AskAsync(gateway, """{"model":"one/embed-v4.0","input":["a","b"]}""");
        await (await gateway.One.NextAsync()).AnswerAsync(200, body);
        using var answer = await asking;

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Equal("Malformed", (await gateway.Journal.NextAsync()).FailureCause);
    }

    [Fact]
    public async Task Another_provider_can_take_over_in_its_own_shape()
    {
        await using var gateway = await StartAsync(new()
        {
            ["Aliases:vectors"] = "one/embed-v4.0,two/m", ["Providers:two:Models:0:Kind"] = "embedding",
        });
        var asking = AskAsync(gateway, """{"model":"vectors","input":"a"}""");
        await (await gateway.One.NextAsync()).AnswerAsync(503, """{"message":"later"}""");
        var call = await gateway.Two.NextAsync();
        Assert.Equal("""{"model":"m","input":"a"}""", call.BodyText);
        const string Vectors = """{"object":"list","data":[{"index":0,"embedding":[0.1]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""";
        await call.AnswerAsync(200, Vectors);
        using var answer = await asking;

        Assert.Equal(Vectors, await answer.Content.ReadAsStringAsync());
    }

    private static Task<TestGateway> StartAsync(Dictionary<string, string?>? more = null) => TestGateway.StartAsync(
        new(more ?? []) { ["Providers:one:Profile"] = "cohere" });

    private static Task<HttpResponseMessage> AskAsync(TestGateway gateway, string body) =>
        gateway.Http.PostAsync("/v1/embeddings", new StringContent(body, new MediaTypeHeaderValue("application/json")));
}
