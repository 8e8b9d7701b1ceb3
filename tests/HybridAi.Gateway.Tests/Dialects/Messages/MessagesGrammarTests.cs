namespace HybridAi.Gateway.Tests.Dialects.Messages;

/// <summary>The checker finds what is wrong: a checker that finds nothing proves nothing.</summary>
public sealed class MessagesGrammarTests
{
    private const string Usage = """{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":0,"cache_creation_input_tokens":0}""";

    private static readonly string[] Good =
    [
        Event("message_start", $$""" "message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"usage":{{Usage}}}"""),
        Event("content_block_start", """ "index":0,"content_block":{"type":"thinking","thinking":"","signature":""}"""),
        Event("content_block_delta", """ "index":0,"delta":{"type":"thinking_delta","thinking":"why"}"""),
        Event("content_block_stop", """ "index":0"""),
        Event("content_block_start", """ "index":1,"content_block":{"type":"text","text":""}"""),
        Event("content_block_delta", """ "index":1,"delta":{"type":"text_delta","text":"Hello"}"""),
        Event("content_block_stop", """ "index":1"""),
        Event("content_block_start", """ "index":2,"content_block":{"type":"tool_use","id":"call_1","name":"f","input":{}}"""),
        Event("content_block_delta", """ "index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}"""),
        Event("content_block_stop", """ "index":2"""),
        Event("message_delta", $$""" "delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{{Usage}}"""),
        Event("message_stop", ""),
    ];

    [Fact]
    public void A_good_stream_has_no_faults() => Assert.Empty(Faults(Good));

    [Fact]
    public void Each_event_that_is_left_out_doubled_or_swapped_is_noticed()
    {
        for (var i = 0; i < Good.Length; i++)
        {
            // How much a block says, only the fold tells.
            if (!Good[i].Contains("content_block_delta", StringComparison.Ordinal))
            {
                Assert.True(Faults([.. Good[..i], .. Good[(i + 1)..]]).Count > 0, $"Without {Good[i]}");
                Assert.True(Faults([.. Good[..i], Good[i], .. Good[i..]]).Count > 0, $"Twice {Good[i]}");
            }

            if (i > 0)
                Assert.True(Faults([.. Good[..(i - 1)], Good[i], Good[i - 1], .. Good[(i + 1)..]]).Count > 0, $"Too early {Good[i]}");
        }
    }

    [Theory]
    [InlineData("event: message_stop", "event: message_end")]
    [InlineData("\"type\":\"message_stop\"", "\"type\":\"message_end\"")]
    [InlineData("data: ", "data:")]
    [InlineData("\"index\":1", "\"index\":2")]
    [InlineData("\"index\":2,\"delta\"", "\"index\":1,\"delta\"")]
    [InlineData("\"text_delta\",\"text\"", "\"input_json_delta\",\"partial_json\"")]
    [InlineData("\"thinking_delta\",\"thinking\"", "\"text_delta\",\"text\"")]
    [InlineData("\"type\":\"text\",\"text\":\"\"", "\"type\":\"text\",\"text\":\"a\"")]
    [InlineData("\"signature\":\"\"", "\"signature\":\"s\"")]
    [InlineData("\"input\":{}", "\"input\":{\"a\":1}")]
    [InlineData("\"id\":\"call_1\"", "\"id\":\"call.1\"")]
    [InlineData("\"id\":\"msg_1\"", "\"id\":\"\"")]
    [InlineData("\"role\":\"assistant\"", "\"role\":\"user\"")]
    [InlineData("\"content\":[]", "\"content\":[1]")]
    [InlineData("\"stop_reason\":null", "\"stop_reason\":\"end_turn\"")]
    [InlineData("\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"tool_calls\"")]
    [InlineData("\"stop_reason\":\"tool_use\"", "\"stop_reason\":\"stop_sequence\"")]
    [InlineData("\"stop_sequence\":null", "\"stop_sequence\":\"x\"")]
    [InlineData("\"cache_read_input_tokens\":0,", "")]
    [InlineData("\"output_tokens\":2", "\"output_tokens\":-1")]
    [InlineData("{\"type\":\"message_stop\"}", "{\"type\":\"message_stop\"")]
    [InlineData("\n\n", "\n")]
    public void A_change_is_noticed(string what, string by)
    {
        var good = string.Concat(Good);
        Assert.Contains(what, good);
        var at = good.LastIndexOf(what, StringComparison.Ordinal);
        Assert.NotEmpty(MessagesGrammar.Check(good[..at] + by + good[(at + what.Length)..]).Faults);
    }

    [Fact]
    public void A_call_is_needed_for_tool_use() => Assert.NotEmpty(Faults([.. Good[..7], .. Good[10..]]));

    [Fact]
    public void An_error_ends_a_stream_anywhere_and_is_whole()
    {
        var error = Event("error", """ "error":{"type":"api_error","message":"Broken."}""");
        Assert.Empty(Faults([.. Good[..5], error]));
        Assert.NotEmpty(Faults([.. Good[..5], error, Good[5]]));
        Assert.NotEmpty(Faults([.. Good[..5], Event("error", """ "error":{"type":"api_error"}""")]));
    }

    private static string Event(string type, string members) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\"{(members.Length == 0 ? "" : ",")}{members.TrimStart()}}}\n\n";

    private static IReadOnlyList<string> Faults(string[] events) => MessagesGrammar.Check(string.Concat(events)).Faults;
}
