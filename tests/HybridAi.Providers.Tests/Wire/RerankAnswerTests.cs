using System.Text;
using HybridAi.Core.Costs;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class RerankAnswerTests
{
    private const string Answer = """{"id":"r","results":[{"index":0,"relevance_score":0.5}],"meta":{"billed_units":{"search_units":2},"tokens":{"input_tokens":9}},"usage":null}""";

    [Fact]
    public void Read_SearchUnits_HaveNoTokens()
    {
        Assert.Null(Read(Answer, out var facts));
        Assert.Equal((2m, default(TokenUsage)), (facts.SearchUnits, facts.Usage));
    }

    [Fact]
    public void Read_Tokens()
    {
        Assert.Null(Read("""{"usage":{"total_tokens":9},"results":[]}""", out var facts));
        Assert.Equal((null, new TokenUsage { Input = 9 }), (facts.SearchUnits, facts.Usage));
    }

    [Theory]
    [InlineData("""{"results":{}}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"results":[]""")]
    public void Read_NoAnswer_SaysWhatIsWrong(string body) => Assert.NotNull(Read(body, out _));

    [Fact]
    public void Read_MutatedAnswers_NeverThrow()
    {
        var random = new Random(3);
        for (var i = 0; i < 5000; i++)
            new OpenAiFormat().TryReadAnswer(InferenceApi.Rerank, Mutation.Of(Encoding.UTF8.GetBytes(Answer), random), null, out _);
    }

    private static string? Read(string body, out AnswerFacts facts) =>
        new OpenAiFormat().TryReadAnswer(InferenceApi.Rerank, Encoding.UTF8.GetBytes(body), null, out facts);
}
