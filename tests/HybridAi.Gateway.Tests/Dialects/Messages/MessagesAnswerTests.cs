using System.Buffers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Tests.Dialects.Messages;

/// <summary>Answers in Anthropic's words, whole and as a stream.</summary>
public sealed class MessagesAnswerTests
{
    private static readonly ResponseHead Head = new("msg_1", "claude");
    private static readonly Seal Foreign = new("openai", Verbatim.Of("gAAA"));

    private static readonly ChatResponse Everything = new(
        Head,
        [
            new ChatChoice(
                [
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Summary, "First."), new ReasoningText(ReasoningKind.Summary, "Second.")]) { Seal = Foreign },
                    new ChatPart.Reasoning([]) { Seal = Foreign },
                    new ChatPart.Text(""),
                    new ChatPart.Text("Rain \"日本\"") { Citations = [new Citation("anthropic", Verbatim.Of("{\"type\":\"x\"}")), new Citation("chat", Verbatim.Of("{}"))] },
                    new ChatPart.Opaque("anthropic", "server_tool_use", Verbatim.Of("""{"type":"server_tool_use","id":"s","name":"n","input":{"q":1}}""")),
                    new ChatPart.Opaque("responses", "web_search_call", Verbatim.Of("{}")),
                    new ChatPart.ToolCall(ToolKind.Function, "call_1", "f", Verbatim.Of("""{"a": 1}""")) { Seal = new Seal("gemini", Verbatim.Of("sig")) },
                    new ChatPart.ToolCall(ToolKind.Function, "call_2", "g", Verbatim.Of("{}")),
                ],
                new ChatFinish(FinishReason.ToolCalls, "tool_calls")),
            new ChatChoice([new ChatPart.Text("another")], new ChatFinish(FinishReason.Stop, "stop")),
        ])
    {
        Usage = new ReportedUsage(new TokenUsage { Input = 5, CachedInput = 2, CacheWrite = 3, CacheWrite1h = 4, AudioInput = 1, Output = 6, Reasoning = 7 }),
        Extra = [new ExtraField("system_fingerprint", Verbatim.Of("\"f\"")), new ExtraField("container", Verbatim.Of("{\"id\":\"c\"}"))],
    };

    [Fact]
    public void A_whole_answer_is_a_message() => Assert.Equal(
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"thinking","thinking":"First.\n\nSecond.","signature":"hai1.openai.gAAA"},{"type":"redacted_thinking","data":"hai1.openai.gAAA"},"""
        + """{"type":"text","text":"Rain \"日本\"","citations":[{"type":"x"}]},{"type":"server_tool_use","id":"s","name":"n","input":{"q":1}},"""
        + """{"type":"tool_use","id":"call_1--hai1--Z2VtaW5pAHNpZw","name":"f","input":{"a": 1}},{"type":"tool_use","id":"call_2","name":"g","input":{}}],"""
        + """ "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":{"id":"c"},"usage":{"input_tokens":6,"cache_creation_input_tokens":7,"cache_read_input_tokens":2,"output_tokens":13,"output_tokens_details":{"thinking_tokens":7},"server_tool_use":null,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4},"service_tier":"standard","inference_geo":null,"speed":null}}""".TrimStart(),
        Whole(Everything));

    [Fact]
    public void A_stream_is_the_events_of_the_grammar()
    {
        var sse = Stream(ChatReplay.Events(Everything));
        var grammar = MessagesGrammar.Check(sse);

        Assert.Empty(grammar.Faults);
        Assert.Equal("First.\n\nSecond.", grammar.Thinking.ToString());
        Assert.Equal(["hai1.openai.gAAA", "hai1.openai.gAAA"], grammar.Signatures);
        Assert.Equal("Rain \"日本\"", grammar.Text.ToString());
        Assert.Equal([("call_1--hai1--Z2VtaW5pAHNpZw", "f", """{"a": 1}"""), ("call_2", "g", "{}")], grammar.Calls);
        Assert.Contains("""{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"q\":1}"}}""", sse, StringComparison.Ordinal);
        Assert.Contains("""data: {"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"x"}}}""", sse, StringComparison.Ordinal);
        Assert.EndsWith(
            """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":{"id":"c"}},"usage":{"input_tokens":6,"cache_creation_input_tokens":7,"cache_read_input_tokens":2,"output_tokens":13,"output_tokens_details":{"thinking_tokens":7},"server_tool_use":null}}

            event: message_stop
            data: {"type":"message_stop"}


            """.ReplaceLineEndings("\n"),
            sse, StringComparison.Ordinal);
        Assert.DoesNotContain("another", sse);
    }

    [Fact]
    public void The_messages_start_tells_what_is_known_of_the_usage_by_then()
    {
        var text = new ChatPart.Text("");
        var sse = Stream(
        [
            new ChatEvent.Started(Head), new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 9 })),
            new ChatEvent.PartStarted(0, 0, text), new ChatEvent.TextDelta(0, 0, "a"), new ChatEvent.TextDelta(0, 0, "b"), new ChatEvent.PartEnded(0, 0),
            new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.Stop, "stop")),
            new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 9, Output = 2 })), new ChatEvent.Ended(),
        ]);
        var grammar = MessagesGrammar.Check(sse);

        Assert.Empty(grammar.Faults);
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], grammar.Types);
        Assert.Equal(9, grammar.Start.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal(2, grammar.End.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.StartsWith(
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\",\"content\":[],\"stop_reason\":null,", sse,
            StringComparison.Ordinal);
        Assert.Contains("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", sse, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FinishReason.Stop, "stop", null, "end_turn")]
    [InlineData(FinishReason.Stop, "pause_turn", null, "pause_turn")]
    [InlineData(FinishReason.Stop, "COMPLETE", "END", "stop_sequence")]
    [InlineData(FinishReason.Length, "length", null, "max_tokens")]
    [InlineData(FinishReason.Length, "model_context_window_exceeded", null, "model_context_window_exceeded")]
    [InlineData(FinishReason.ContentFilter, "SAFETY", null, "refusal")]
    [InlineData(FinishReason.Error, "error", null, "max_tokens")]
    public void Reasons_are_in_anthropics_words(FinishReason reason, string raw, string? sequence, string expected)
    {
        var finish = new ChatFinish(reason, raw) { StopSequence = sequence, Category = "c", Explanation = "e" };
        var response = new ChatResponse(Head, [new ChatChoice([new ChatPart.Refusal("No")], finish)]);
        using var whole = JsonDocument.Parse(Whole(response));
        var grammar = MessagesGrammar.Check(Stream(ChatReplay.Events(response)));

        Assert.Empty(grammar.Faults);
        Assert.Equal("No", grammar.Text.ToString());
        foreach (var said in new[] { whole.RootElement, grammar.End.GetProperty("delta") })
        {
            Assert.Equal(expected, said.GetProperty("stop_reason").GetString());
            Assert.Equal(expected == "stop_sequence" ? sequence : null, said.GetProperty("stop_sequence").GetString());
            Assert.Equal(expected == "refusal" ? """{"type":"refusal","category":"c","explanation":"e"}""" : "null", said.GetProperty("stop_details").GetRawText());
        }
    }

    [Fact]
    public void Any_chunking_of_arguments_comes_through_and_broken_ones_stay_visible()
    {
        var grammar = MessagesGrammar.Check(Stream(
        [
            new ChatEvent.Started(Head), new ChatEvent.PartStarted(0, 0, new ChatPart.ToolCall(ToolKind.Function, "c", "f", default)),
            Input("{\"a\":"), Input(""), Input("\"é"), Input("\"}"), new ChatEvent.PartEnded(0, 0),
            new ChatEvent.PartStarted(0, 1, new ChatPart.ToolCall(ToolKind.Function, "d", "g", default)), new ChatEvent.PartEnded(0, 1),
            new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.ToolCalls, "tool_calls")), new ChatEvent.Ended(),
        ]));
        Assert.Empty(grammar.Faults);
        Assert.Equal([("c", "f", "{\"a\":\"é\"}"), ("d", "g", "")], grammar.Calls);

        var broken = new ChatResponse(Head, [new ChatChoice([new ChatPart.ToolCall(ToolKind.Function, "c", "f", Verbatim.Of("{\"a\":"))], new ChatFinish(FinishReason.ToolCalls, "x"))]);
        Assert.Contains("""{"type":"tool_use","id":"c","name":"f","input":{"input":"{\"a\":"}}""", Whole(broken), StringComparison.Ordinal);

        static ChatEvent Input(string text) => new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of(text));
    }

    [Fact]
    public void Characters_that_are_cut_in_two_come_through_whole()
    {
        var (utf8, text) = (Encoding.UTF8.GetBytes("{\"a\":\"é😀\"}"), "a😀é😀");
        List<ChatEvent> events = [new ChatEvent.Started(Head), new ChatEvent.PartStarted(0, 0, new ChatPart.Text(""))];
        events.AddRange(text.Select(character => new ChatEvent.TextDelta(0, 0, character.ToString())));
        events.AddRange([new ChatEvent.PartEnded(0, 0), new ChatEvent.PartStarted(0, 1, new ChatPart.ToolCall(ToolKind.Function, "c", "f", default))]);
        events.AddRange(utf8.Select((_, i) => new ChatEvent.ToolInputDelta(0, 1, new Verbatim(utf8.AsMemory(i, 1)))));
        events.AddRange([new ChatEvent.PartEnded(0, 1), new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.ToolCalls, "x")), new ChatEvent.Ended()]);
        var grammar = MessagesGrammar.Check(Stream(events));

        Assert.Empty(grammar.Faults);
        Assert.Equal(text, grammar.Text.ToString());
        Assert.Equal([("c", "f", "{\"a\":\"é😀\"}")], grammar.Calls);
    }

    [Fact]
    public void Unsigned_thinking_is_marked_as_such_and_what_says_nothing_is_left_out()
    {
        var response = new ChatResponse(
            Head, [new ChatChoice([new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]), new ChatPart.Reasoning([]), new ChatPart.Text(""), new ChatPart.Text("a")], new ChatFinish(FinishReason.Stop, "stop"))]);
        Assert.Contains("""[{"type":"thinking","thinking":"Hm","signature":"hai1.."},{"type":"text","text":"a"}]""", Whole(response), StringComparison.Ordinal);
        var grammar = MessagesGrammar.Check(Stream(ChatReplay.Events(response)));
        Assert.Empty(grammar.Faults);
        Assert.Equal(["hai1.."], grammar.Signatures);
        Assert.Equal(("Hm", "a"), (grammar.Thinking.ToString(), grammar.Text.ToString()));
    }

    [Fact]
    public void An_error_ends_a_stream_at_any_point()
    {
        var events = ChatReplay.Events(Everything).ToList();
        for (var count = 0; count < events.Count; count++)
        {
            var output = new ArrayBufferWriter<byte>();
            var stream = Open();
            foreach (var next in events.Take(count))
                stream.Write(next, output);
            stream.WriteError(new GatewayError(GatewayErrorCode.Internal, "Broken."), output);
            var grammar = MessagesGrammar.Check(output.WrittenSpan.ToArray());
            Assert.Empty(grammar.Faults);
            Assert.Equal(("api_error", "Broken."), (grammar.Error!.Value.GetProperty("type").GetString(), grammar.Error.Value.GetProperty("message").GetString()));
        }
    }

    private static string Whole(ChatResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        new MessagesDialect().WriteAnswer(response, Context(), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Stream(IEnumerable<ChatEvent> events)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Open();
        foreach (var next in events)
            stream.Write(next, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static IDialectStream Open() => new MessagesDialect().OpenStream(Context());

    private static DialectContext Context() => new(
        new ChatRequest { Dialect = ChatDialect.Messages, Model = "claude", Messages = [] }, Guid.Empty, DateTimeOffset.UnixEpoch, TimeProvider.System);
}
