using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.OpenAi;

public sealed class EmbeddingTests : IAsyncLifetime
{
    private const string Path = "/openai/v1/embeddings";
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task An_answer_has_the_exact_shape()
    {
        var json = (await _simulator.PostAsync(Path, """{"model":"text-embedding-3-small","input":["one two","three"],"dimensions":2}""")).Json;

        foreach (var item in json["data"]!.AsArray())
        {
            Assert.Equal(1, Vector(item!).Sum(value => value * value), 4);
            item!["embedding"] = "V";
        }

        Assert.Equal(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"V"},{"object":"embedding","index":1,"embedding":"V"}],"model":"text-embedding-3-small","usage":{"prompt_tokens":3,"total_tokens":3}}""",
            json.ToJsonString());
    }

    [Fact]
    public async Task Base64_carries_the_same_numbers()
    {
        var floats = Vector((await _simulator.PostAsync(Path, """{"model":"text-embedding-3-large","input":"a b c"}""")).Json["data"]![0]!);

        var base64 = (string)(await _simulator.PostAsync(Path, """{"model":"text-embedding-3-large","input":"a b c","encoding_format":"base64"}""")).Json["data"]![0]!["embedding"]!;

        Assert.Equal(3072, floats.Length);
        Assert.Equal(floats, MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(base64)).ToArray());
    }

    [Fact]
    public async Task Texts_that_share_words_are_near_each_other()
    {
        var data = (await _simulator.PostAsync(Path, """
            {"model":"text-embedding-3-small","input":["How do I reset my password?","How can I reset the passwords?","Recipes for lentil soup"]}
            """)).Json["data"]!.AsArray();

        var vectors = data.Select(item => Vector(item!)).ToArray();
        Assert.True(Dot(vectors[0], vectors[1]) > 0.7);
        Assert.True(Dot(vectors[0], vectors[2]) < 0.3);
    }

    [Theory]
    [InlineData("""{"model":"text-embedding-3-small"}""", 400, "missing_required_parameter")]
    [InlineData("""{"model":"text-embedding-3-small","input":""}""", 400, "invalid_value")]
    [InlineData("""{"model":"text-embedding-3-small","input":[]}""", 400, "empty_array")]
    [InlineData("""{"model":"text-embedding-3-small","input":["a",""]}""", 400, "invalid_value")]
    [InlineData("""{"model":"text-embedding-3-small","input":[1,-2]}""", 400, "invalid_type")]
    [InlineData("""{"model":"text-embedding-3-small","input":{"a":1}}""", 400, "invalid_type")]
    [InlineData("""{"model":"text-embedding-3-small","input":"a","dimensions":1537}""", 400, "invalid_value")]
    [InlineData("""{"model":"text-embedding-3-small","input":"a","dimensions":0}""", 400, "integer_below_min_value")]
    [InlineData("""{"model":"text-embedding-ada-002","input":"a","dimensions":10}""", 400, null)]
    [InlineData("""{"model":"text-embedding-3-small","input":"a","encoding_format":"hex"}""", 400, "invalid_value")]
    [InlineData("""{"model":"gpt-4o","input":"a"}""", 400, null)]
    [InlineData("""{"model":"nothing","input":"a"}""", 404, "model_not_found")]
    [InlineData("""{"model":"text-embedding-3-small","input":"a","foo":1}""", 400, null)]
    public async Task A_wrong_request_is_refused(string body, int status, string? code)
    {
        var answer = await _simulator.PostAsync(Path, body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(code, (string?)answer.Json["error"]!["code"]);
    }

    [Fact]
    public async Task Limits_of_number_and_length_hold()
    {
        string Many(int count) => $$"""{"model":"text-embedding-3-small","dimensions":1,"input":[{{string.Join(',', Enumerable.Repeat("\"a\"", count))}}]}""";
        var longText = string.Concat(Enumerable.Repeat("word ", 9_000));

        Assert.Equal(200, (int)(await _simulator.PostAsync(Path, Many(2048))).Status);
        Assert.Equal("array_above_max_length", (string?)(await _simulator.PostAsync(Path, Many(2049))).Json["error"]!["code"]);
        Assert.Equal(
            "context_length_exceeded",
            (string?)(await _simulator.PostAsync(Path, $$"""{"model":"text-embedding-3-small","input":"{{longText}}"}""")).Json["error"]!["code"]);
    }

    [Fact]
    public async Task Token_lists_are_counted_by_their_length()
    {
        var json = (await _simulator.PostAsync(Path, """{"model":"text-embedding-3-small","input":[[1,2,3],[4]]}""")).Json;

        Assert.Equal(4, (int)json["usage"]!["prompt_tokens"]!);
        Assert.Equal(2, json["data"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("int8", 1536)]
    [InlineData("ubinary", 192)]
    public async Task Mistral_quantizes(string type, int length)
    {
        var json = (await _simulator.PostAsync("/mistral/v1/embeddings", $$"""{"model":"codestral-embed","input":"a b c","output_dtype":"{{type}}"}""")).Json;

        var values = json["data"]![0]!["embedding"]!.AsArray().Select(value => (int)value!).ToArray();
        Assert.Equal(length, values.Length);
        Assert.All(values, value => Assert.InRange(value, type == "int8" ? -128 : 0, type == "int8" ? 127 : 255));
    }

    [Theory]
    [InlineData("/azure/openai/v1/embeddings", 200)]
    [InlineData("/azure/openai/deployments/emb/embeddings?api-version=2024-10-21", 200)]
    [InlineData("/ollama/v1/embeddings", 200)]
    [InlineData("/vllm/v1/embeddings", 200)]
    [InlineData("/groq/openai/v1/embeddings", 404)]
    [InlineData("/cerebras/v1/embeddings", 404)]
    public async Task Providers_have_embeddings_or_not(string path, int status) =>
        Assert.Equal(status, (int)(await _simulator.PostAsync(path, """{"model":"emb","input":"a"}""")).Status);

    [Fact]
    public async Task An_embedding_is_billed_by_its_input()
    {
        await _simulator.PostAsync(Path, """{"model":"text-embedding-3-large","input":[[1,2,3,4,5,6,7]]}""");

        var line = Assert.Single(await _simulator.LinesAsync())!;
        Assert.Equal(7, (int)line["tokens"]!["input"]!);
        Assert.Equal(910, (long)line["nanoDollars"]!);
        Assert.Equal("0.00000091", (string?)line["usd"]);
    }

    private static float[] Vector(JsonNode item) => [.. item["embedding"]!.AsArray().Select(value => (float)value!)];

    private static double Dot(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second);
}
