using Xunit.Sdk;

namespace HybridAi.Gateway.Tests.Dialects.Completions;

/// <summary>The checker finds what is wrong: a checker that finds nothing proves nothing.</summary>
public sealed class CompletionStreamCheckerTests
{
    private const string Done = "data: [DONE]\n\n";

    private static readonly string[] Good =
    [
        Chunk("Hel"),
        Chunk("lo"),
        Chunk("", "\"stop\""),
        """data: {"id":"cmpl-1","object":"text_completion","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""" + "\n\n",
        Done,
    ];

    [Fact]
    public void A_good_stream_passes_and_is_folded()
    {
        var answer = Check(Good).ToAnswer();
        Assert.Equal("""{"text":"Hello","index":0,"logprobs":null,"finish_reason":"stop"}""", answer["choices"]![0]!.ToJsonString());
        Assert.Equal(3, (int)answer["usage"]!["total_tokens"]!);
    }

    // How much is said, and whether usage is, only the fold tells.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_chunk_that_is_left_out_is_noticed(int at) => AssertFaulty([.. Good[..at], .. Good[(at + 1)..]]);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_chunk_that_comes_twice_is_noticed(int at) => AssertFaulty([.. Good[..at], Good[at], .. Good[at..]]);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_chunk_that_comes_too_early_is_noticed(int at) => AssertFaulty([.. Good[..(at - 1)], Good[at], Good[at - 1], .. Good[(at + 1)..]]);

    [Theory]
    [InlineData("data: {", "data:{")]
    [InlineData("data: {", "event: x\ndata: {")]
    [InlineData("\"id\":\"cmpl-1\"", "\"id\":\"cmpl-2\"")]
    [InlineData("\"created\":1", "\"created\":2")]
    [InlineData("\"model\":\"m\"", "\"model\":\"n\"")]
    [InlineData("text_completion", "chat.completion")]
    [InlineData("\"usage\":null", "\"usage\":{}")]
    [InlineData(",\"usage\":null", "")]
    [InlineData("\"logprobs\":null,", "")]
    [InlineData("\"logprobs\":null", "\"logprobs\":{\"tokens\":[\"a\"],\"token_logprobs\":[],\"top_logprobs\":[null],\"text_offset\":[0]}")]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":\"stop\",\"more\":1")]
    [InlineData("\"finish_reason\":\"stop\"", "\"finish_reason\":\"tool_calls\"")]
    [InlineData("\"text\":\"\",\"index\":0", "\"text\":\"\",\"index\":1")]
    [InlineData("data: [DONE]\n\n", "data: [DONE]\n")]
    public void A_change_is_noticed(string what, string by)
    {
        var good = string.Concat(Good);
        Assert.Contains(what, good);
        var at = good.LastIndexOf(what, StringComparison.Ordinal);
        AssertFaulty([good[..at] + by + good[(at + what.Length)..]]);
    }

    [Fact]
    public void Usage_that_was_not_asked_for_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() => CompletionStreamChecker.Check(string.Concat(Good).Replace(",\"usage\":null", "", StringComparison.Ordinal)));

    [Fact]
    public void An_error_is_only_taken_where_it_may_come()
    {
        const string Error = """data: {"error":{"message":"m"}}""" + "\n\n";
        AssertFaulty([.. Good[..2], Error]);
        Assert.Equal("m", (string?)CompletionStreamChecker.Check(string.Concat([.. Good[..2], Error]), includeUsage: true, mayFail: true).Error!["message"]);
    }

    private static string Chunk(string text, string finish = "null") =>
        "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"text\":"
        + $"\"{text}\",\"index\":0,\"logprobs\":null,\"finish_reason\":{finish}}}],\"usage\":null}}\n\n";

    private static CompletionStreamChecker Check(string[] chunks) => CompletionStreamChecker.Check(string.Concat(chunks), includeUsage: true);

    private static void AssertFaulty(string[] chunks) => Assert.ThrowsAny<XunitException>(() => Check(chunks));
}
