using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Tests.Cohere;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Gemini;

public sealed class GeminiEmbeddingsTests
{
    // What the official SDK (npm @google/genai 3.1.0) sends for the same call, as a server got it.
    private const string OfficialSdk = """
        {"requests":[{"content":{"role":"user","parts":[{"text":"a"}]},"outputDimensionality":256,"model":"models/gemini-embedding-001"},{"content":{"role":"user","parts":[{"text":"b"}]},"outputDimensionality":256,"model":"models/gemini-embedding-001"}]}
        """;

    private static readonly IEmbeddingsTranslator Gemini = new GeminiEmbeddings();

    [Fact]
    public void Write_Texts_AsTheOfficialSdk() => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse(OfficialSdk), Write(Gemini, "gemini-embedding-001", new EmbeddingsRequest(["a", "b"]) { Dimensions = 256 }, out _)));

    [Fact]
    public void Write_CoheresTexts_AsTheOfficialSdk() => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse(OfficialSdkRequests.Embed), Write(new CohereFormat().Embeddings!, "embed-v4.0", new EmbeddingsRequest(["a", "b"]) { Dimensions = 256 }, out _)));

    [Fact]
    public void Write_InputType_BecomesTheTaskType() => Assert.Equal(
        "RETRIEVAL_QUERY", (string?)Write(Gemini, "m", new EmbeddingsRequest(["a"]) { InputType = "search_query" }, out _)!["requests"]![0]!["taskType"]);

    [Fact]
    public void Write_WhatCannotBe_IsRefused()
    {
        Assert.Null(Write(Gemini, "m", new EmbeddingsRequest([.. Enumerable.Repeat("a", 101)]), out var many));
        Assert.Equal("input", many.Refusal!.Param);
        Assert.Null(Write(Gemini, "m", new EmbeddingsRequest(["a"]) { InputType = "x" }, out var type));
        Assert.Equal("input_type", type.Refusal!.Param);
    }

    [Fact]
    public void ReadAnswer_VectorsAndUsage()
    {
        var answer = new EmbeddingsAnswer();
        Assert.Null(Gemini.ReadAnswer("""{"embeddings":[{"values":[0.1,-2e-5]},{"statistics":{},"values":[3]}],"usageMetadata":{"promptTokenCount":4,"promptTokensDetails":[]}}"""u8, answer));

        Assert.Equal(["[0.1,-2e-5]", "[3]"], answer.Vectors.Select(vector => vector.Decode()));
        Assert.Equal(4, answer.Usage!.Value.Input);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("""{"embeddings":[[1]]}""")]
    [InlineData("""{"embeddings":[{"values":["1"]}]}""")]
    [InlineData("""{"embeddings":[{"values":[1],"values":[2]}]}""")]
    [InlineData("""{"embeddings":[{}]}""")]
    public void ReadAnswer_NoAnswer_SaysWhatIsWrong(string body) => Assert.NotNull(Gemini.ReadAnswer(Encoding.UTF8.GetBytes(body), new EmbeddingsAnswer()));

    [Fact]
    public void ReadAnswer_MutatedAnswers_NeverThrow()
    {
        var random = new Random(5);
        var gemini = Encoding.UTF8.GetBytes("""{"embeddings":[{"values":[0.1,2]},{"values":[3]}],"usageMetadata":{"promptTokenCount":4}}""");
        var cohere = Encoding.UTF8.GetBytes("""{"id":"e","embeddings":{"float":[[0.1,2],[3]],"int8":[[1]]},"meta":{"billed_units":{"input_tokens":4}}}""");
        for (var i = 0; i < 5000; i++)
        {
            Gemini.ReadAnswer(Mutation.Of(gemini, random), new EmbeddingsAnswer());
            new CohereFormat().Embeddings!.ReadAnswer(Mutation.Of(cohere, random), new EmbeddingsAnswer());
        }
    }

    private static JsonNode? Write(IEmbeddingsTranslator format, string model, EmbeddingsRequest request, out TranslationReport report)
    {
        report = new TranslationReport(ChatDialect.ChatCompletions, $"p/{model}");
        var target = new ChatTarget(new Deployment { Provider = "p", Model = model }, ProviderProfiles.Find("openai")!);
        return format.Write(request, target, report) is { } body ? JsonNode.Parse(body.Json.Span) : null;
    }
}
