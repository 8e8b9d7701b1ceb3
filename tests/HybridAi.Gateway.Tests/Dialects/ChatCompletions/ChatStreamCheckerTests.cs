using System.Text;
using Xunit.Sdk;

namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>The checker finds what is wrong: a checker that finds nothing proves nothing.</summary>
public sealed class ChatStreamCheckerTests
{
    private const string Done = "data: [DONE]\n\n";

    private static readonly string[] Good =
    [
        Chunk("""{"role":"assistant","content":""}"""),
        Chunk("""{"content":"Hello"}"""),
        Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"""),
        Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}"""),
        Chunk("{}", "\"tool_calls\""),
        """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""" + "\n\n",
        Done,
    ];

    [Fact]
    public void A_good_stream_passes_and_is_folded()
    {
        var answer = Check(Good).ToAnswer();
        Assert.Equal("""{"role":"assistant","content":"Hello","refusal":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]}""", answer["choices"]![0]!["message"]!.ToJsonString());
        Assert.Equal(("tool_calls", 3), ((string?)answer["choices"]![0]!["finish_reason"], (int)answer["usage"]!["total_tokens"]!));
    }

    // How much is said, and whether usage is, only the fold tells.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void A_chunk_that_is_left_out_is_noticed(int at) => AssertFaulty([.. Good[..at], .. Good[(at + 1)..]]);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_chunk_that_comes_twice_is_noticed(int at) => AssertFaulty([.. Good[..at], Good[at], .. Good[at..]]);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_chunk_that_comes_too_early_is_noticed(int at) => AssertFaulty([.. Good[..(at - 1)], Good[at], Good[at - 1], .. Good[(at + 1)..]]);

    [Theory]
    [InlineData("data: {", "data:{")]
    [InlineData("data: {", "event: x\ndata: {")]
    [InlineData("\"id\":\"chatcmpl-1\"", "\"id\":\"chatcmpl-2\"")]
    [InlineData("\"created\":1", "\"created\":2")]
    [InlineData("\"model\":\"m\"", "\"model\":\"n\"")]
    [InlineData("chat.completion.chunk", "chat.completion")]
    [InlineData("\"choices\":[]", "\"choices\":[],\"more\":1")]
    [InlineData("\"total_tokens\":3", "\"total_tokens\":4")]
    [InlineData("\"usage\":null", "\"usage\":{}")]
    [InlineData(",\"usage\":null", "")]
    [InlineData("\"logprobs\":null,", "")]
    [InlineData("\"finish_reason\":null", "\"finish_reason\":null,\"more\":1")]
    [InlineData("\"finish_reason\":\"tool_calls\"", "\"finish_reason\":\"tool_use\"")]
    [InlineData("\"delta\":{}", "\"delta\":{\"content\":\"x\"}")]
    [InlineData("{\"content\":\"Hello\"}", "{\"text\":\"Hello\"}")]
    [InlineData("{\"content\":\"Hello\"}", "{\"role\":\"assistant\",\"content\":\"Hello\"}")]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"user\"")]
    [InlineData("{\"index\":0,\"function\"", "{\"index\":1,\"function\"")]
    [InlineData("{\"index\":0,\"function\"", "{\"index\":0,\"id\":\"call_1\",\"function\"")]
    [InlineData("\"id\":\"call_1\"", "\"id\":\"\"")]
    [InlineData("\"name\":\"f\"", "\"name\":\"\"")]
    [InlineData("\"arguments\":\"\"", "\"arguments\":\"{}\"")]
    [InlineData("\"index\":0,\"delta\":{}", "\"index\":1,\"delta\":{\"role\":\"assistant\"}")]
    public void A_change_is_noticed(string what, string by)
    {
        var good = string.Concat(Good);
        Assert.Contains(what, good);
        var at = good.LastIndexOf(what, StringComparison.Ordinal);
        AssertFaulty([good[..at] + by + good[(at + what.Length)..]]);
    }

    [Fact]
    public void Usage_that_was_not_asked_for_is_noticed() =>
        Assert.ThrowsAny<XunitException>(() => ChatStreamChecker.Check(Encoding.UTF8.GetBytes(string.Concat(Good).Replace(",\"usage\":null", "", StringComparison.Ordinal))));

    [Fact]
    public void An_error_is_only_taken_where_it_may_come_and_is_the_end()
    {
        const string Error = """data: {"error":{"message":"m","type":"t","param":null,"code":null}}""" + "\n\n";
        AssertFaulty([.. Good[..2], Error]);
        Assert.Equal("m", (string?)ChatStreamChecker.Check(Encoding.UTF8.GetBytes(string.Concat([.. Good[..2], Error])), includeUsage: true, mayFail: true).Error!["message"]);
        Assert.ThrowsAny<XunitException>(() => ChatStreamChecker.Check(Encoding.UTF8.GetBytes(string.Concat([.. Good[..2], Error, Done])), includeUsage: true, mayFail: true));
    }

    private static string Chunk(string delta, string finish = "null") =>
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
        + $"{delta},\"logprobs\":null,\"finish_reason\":{finish}}}],\"usage\":null}}\n\n";

    private static ChatStreamChecker Check(string[] chunks) => ChatStreamChecker.Check(Encoding.UTF8.GetBytes(string.Concat(chunks)), includeUsage: true);

    private static void AssertFaulty(string[] chunks) => Assert.ThrowsAny<XunitException>(() => Check(chunks));
}
