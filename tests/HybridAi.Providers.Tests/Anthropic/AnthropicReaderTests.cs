using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Answers as events.</summary>
public sealed class AnthropicReaderTests
{
    private static readonly TokenUsage Tokens = new() { Input = 25, CachedInput = 7, CacheWrite = 20, CacheWrite1h = 10, Output = 49, Reasoning = 40 };

    [Fact]
    public void A_stream_with_everything_folds_into_its_parts()
    {
        var response = Wire.Fold(Wire.Read(Recorded.Everything));

        Assert.Equal(new ResponseHead("msg_01", "claude-opus-4-6") { ServiceTier = "standard" }, response.Head);
        Assert.Equal(Tokens, response.Usage!.Tokens);
        var choice = Assert.Single(response.Choices);
        Assert.Equal(new ChatFinish(FinishReason.ToolCalls, "tool_use"), choice.Finish);
        Assert.Equal(7, choice.Parts.Count);
        Assert.Equal([new ReasoningText(ReasoningKind.Thought, "Let me see.\n")], ((ChatPart.Reasoning)choice.Parts[0]).Texts);
        Assert.Equal(new Seal("anthropic", Verbatim.Of("EqQB+/==")), choice.Parts[0].Seal);
        Assert.Empty(((ChatPart.Reasoning)choice.Parts[1]).Texts);
        Assert.Equal("EmwK", choice.Parts[1].Seal!.Data.Decode());
        var text = (ChatPart.Text)choice.Parts[2];
        Assert.Equal("Rain, 日本 😀", text.Value);
        var citation = Assert.Single(text.Citations);
        Assert.Equal(("anthropic", "News", "It rains.", "3"), (citation.Wire, citation.Title, citation.Quote, citation.DocumentId));
        Assert.StartsWith("{\"type\":\"char_location\",", citation.Json.Decode(), StringComparison.Ordinal);
        var search = (ChatPart.Opaque)choice.Parts[3];
        Assert.Equal(
            ("anthropic", "server_tool_use", """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query": "rain"}}"""),
            (search.Wire, search.Type, search.Json.Decode()));
        Assert.Equal("web_search_tool_result", ((ChatPart.Opaque)choice.Parts[4]).Type);
        var call = (ChatPart.ToolCall)choice.Parts[5];
        Assert.Equal(("toolu_1", "weather", """{"city": "Röm"}"""), (call.Id, call.Name, call.Input.Decode()));
        Assert.Equal(["caller"], call.Extra.Select(field => field.Path));
        Assert.Equal("{}", ((ChatPart.ToolCall)choice.Parts[6]).Input.Decode());
        Assert.Equal(["usage/server_tool_use"], response.Extra.Select(field => field.Path));
    }

    [Fact]
    public void A_folded_stream_is_the_answer_that_was_not_streamed()
    {
        var streamed = Wire.Fold(Wire.Read(Recorded.Everything));
        var whole = Wire.Fold(Wire.ReadAnswer(Recorded.EverythingAtOnce));

        Assert.Equal(Describe(whole), Describe(streamed));
        Assert.Equal((whole.Head, whole.Usage, whole.Choices[0].Finish), (streamed.Head, streamed.Usage, streamed.Choices[0].Finish));
    }

    [Theory]
    [InlineData("end_turn", FinishReason.Stop)]
    [InlineData("stop_sequence", FinishReason.Stop)]
    [InlineData("pause_turn", FinishReason.Stop)]
    [InlineData("max_tokens", FinishReason.Length)]
    [InlineData("model_context_window_exceeded", FinishReason.Length)]
    [InlineData("tool_use", FinishReason.ToolCalls)]
    [InlineData("refusal", FinishReason.ContentFilter)]
    [InlineData("something_new", FinishReason.Stop)]
    public void Stop_reasons_mean_what_the_table_says(string word, FinishReason expected)
    {
        var answer = $$$$"""{"id":"m","model":"c","content":[],"stop_reason":"{{{{word}}}}","stop_sequence":"END","stop_details":{"type":"refusal","category":"cyber","explanation":"No."}}""";
        Assert.Equal(
            new ChatFinish(expected, word) { StopSequence = "END", Category = "cyber", Explanation = "No." }, Wire.Fold(Wire.ReadAnswer(answer)).Choices[0].Finish);
    }

    [Theory]
    [InlineData("""{"input":"milk \"and\" eggs"}""", "milk \"and\" eggs")]
    [InlineData("""{"other":1}""", """{"other":1}""")]
    [InlineData("""{"input":""}""", "")]
    public void A_call_of_a_function_that_stands_for_a_plain_text_tool_is_that_text(string arguments, string text)
    {
        var target = Wire.Target() with { Tools = [new ToolDefinition.Custom("note")] };
        var half = arguments.Length / 2;
        var (whole, streamed) = (new List<ChatEvent>(), new List<ChatEvent>());
        Assert.Null(Wire.Format.Chat.OpenReader(target).ReadAnswer(
            Encoding.UTF8.GetBytes($$"""{"content":[{"type":"tool_use","id":"t","name":"note","input":{{arguments}}}],"stop_reason":"tool_use"}"""), whole));
        var reader = Wire.Format.Chat.OpenReader(target);
        foreach (var data in new[]
        {
            """{"type":"message_start","message":{"id":"m","model":"c","content":[]}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"note","input":{}}}""",
            Delta(arguments[..half]), Delta(arguments[half..]), """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"}}""", """{"type":"message_stop"}""",
        })
            Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(data), streamed));

        foreach (var events in new[] { whole, streamed })
        {
            var call = Assert.IsType<ChatPart.ToolCall>(Assert.Single(Wire.Fold(events).Choices[0].Parts));
            Assert.Equal((ToolKind.Custom, "t", "note", text), (call.Kind, call.Id, call.Name, call.Input.Decode()));
        }

        static string Delta(string piece) =>
            $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":{{{System.Text.Json.JsonSerializer.Serialize(piece)}}}}}""";
    }

    [Fact]
    public void Thinking_without_its_text_is_not_redacted_thinking()
    {
        var response = Wire.Fold(Wire.ReadAnswer("""{"content":[{"type":"thinking","thinking":"","signature":"s"}],"stop_reason":"end_turn"}"""));
        var reasoning = (ChatPart.Reasoning)response.Choices[0].Parts[0];
        Assert.Equal([new ReasoningText(ReasoningKind.Thought, "")], reasoning.Texts);
        Assert.Equal("s", reasoning.Seal!.Data.Decode());
        // What the wire left out is made up.
        Assert.StartsWith("msg_", response.Head.Id, StringComparison.Ordinal);
        Assert.Equal("claude-opus-4-6", response.Head.Model);
        Assert.Null(response.Usage);
    }

    [Theory]
    [InlineData("""{"input_tokens":5,"output_tokens":3}""", 5, 0, 0, 0, 3, 0)]
    [InlineData("""{"input_tokens":5,"output_tokens":3,"cache_creation_input_tokens":null,"cache_creation":null,"output_tokens_details":null}""", 5, 0, 0, 0, 3, 0)]
    [InlineData("""{"input_tokens":5,"cache_creation_input_tokens":8,"output_tokens":3}""", 5, 0, 8, 0, 3, 0)]
    [InlineData("""{"input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":8,"ephemeral_5m_input_tokens":2},"output_tokens":3}""", 5, 0, 2, 8, 3, 0)]
    [InlineData("""{"input_tokens":5,"cache_creation_input_tokens":8,"cache_creation":{"ephemeral_1h_input_tokens":9},"output_tokens":3}""", 5, 0, 0, 8, 3, 0)]
    [InlineData("""{"cache_read_input_tokens":4,"input_tokens":0,"output_tokens":3,"output_tokens_details":{"thinking_tokens":9}}""", 0, 4, 0, 0, 0, 3)]
    public void Usage_is_taken_apart(string usage, long input, long cached, long write, long hour, long output, long reasoning)
    {
        var answer = $$$$"""{"content":[],"stop_reason":"end_turn","usage":{{{{usage}}}}}""";
        var expected = new TokenUsage { Input = input, CachedInput = cached, CacheWrite = write, CacheWrite1h = hour, Output = output, Reasoning = reasoning };
        Assert.Equal(expected, Wire.Fold(Wire.ReadAnswer(answer)).Usage!.Tokens);
        Assert.Null(Wire.Format.TryReadAnswer(InferenceApi.Messages, Encoding.UTF8.GetBytes(answer), null, out var facts));
        Assert.Equal(expected, facts.Usage);
    }

    [Theory]
    [InlineData("""{"input_tokens":-1,"output_tokens":3}""")]
    [InlineData("""{"input_tokens":"5","output_tokens":3}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    public void Impossible_usage_is_unknown(string usage)
    {
        var answer = $$$$"""{"content":[],"stop_reason":"end_turn","usage":{{{{usage}}}}}""";
        Assert.Null(Wire.Fold(Wire.ReadAnswer(answer)).Usage);
        Wire.Format.TryReadAnswer(InferenceApi.Messages, Encoding.UTF8.GetBytes(answer), null, out var facts);
        Assert.Null(facts.Usage);
    }

    [Fact]
    public void An_error_amid_the_stream_ends_it()
    {
        var events = Wire.Read(Recorded.Events(
            Recorded.Start, Recorded.TextStart, Recorded.Text("Hi"),
            """data: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}""", Recorded.BlockStop));

        var error = Assert.IsType<ChatEvent.Failed>(events[^1]).Error;
        Assert.Equal(("Overloaded", "overloaded_error", 529, "req_1"), (error.Message, error.Type, error.Status, error.RequestId));
        Assert.Contains("\"overloaded_error\"", error.Body.Decode(), StringComparison.Ordinal);
        Assert.IsType<ChatEvent.Failed>(Wire.ReadAnswer("""{"type":"error","error":{"type":"api_error","message":"x"}}""")[^1]);
    }

    [Fact]
    public void A_stream_without_its_last_event_is_whole_and_one_without_a_stop_reason_is_cut()
    {
        var whole = Recorded.Events(Recorded.Start, Recorded.TextStart, Recorded.Text("Hi"), Recorded.BlockStop, Recorded.Finish);
        Assert.IsType<ChatEvent.Ended>(Wire.Read(whole)[^1]);
        var cut = Recorded.Events(Recorded.Start, Recorded.TextStart, Recorded.Text("Hi"), Recorded.BlockStop);
        Assert.IsType<ChatEvent.PartEnded>(Wire.Read(cut)[^1]);
    }

    [Fact]
    public void Blocks_that_were_not_ended_end_with_the_next_or_the_last()
    {
        var response = Wire.Fold(Wire.Read(Recorded.Events(
            Recorded.Start, Recorded.TextStart, Recorded.Text("a"), Recorded.TextStart.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal),
            Recorded.Text("b"), Recorded.Finish, Recorded.Stop)));
        Assert.Equal(["a", "b"], response.Choices[0].Parts.Select(part => ((ChatPart.Text)part).Value));
    }

    [Theory]
    [InlineData(Recorded.Stop)]
    [InlineData(Recorded.Start, Recorded.Start)]
    [InlineData(Recorded.TextStart)]
    [InlineData(Recorded.Start, Recorded.BlockStop)]
    [InlineData(Recorded.Start, Recorded.Stop)]
    [InlineData(Recorded.Start, Recorded.Finish, Recorded.TextStart)]
    [InlineData(Recorded.Start, """data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""")]
    [InlineData(Recorded.Start, """data: {"type":"content_block_start","index":0}""")]
    [InlineData(Recorded.Start, """data: {"type":"content_block_start","index":0,"content_block":{}}""")]
    [InlineData(Recorded.Start, """data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"x"}}""")]
    [InlineData("""data: {"type":"message_start"}""")]
    [InlineData("""data: {"type":"message_start","message":{"id":"\ud800"}}""")]
    [InlineData("""data: {"type":"message_start","message":{}""")]
    public void A_stream_out_of_order_is_told(params string[] lines)
    {
        var reader = Wire.Format.Chat.OpenReader(Wire.Target());
        var grammar = new ChatGrammar();
        string? wrong = null;
        foreach (var line in lines)
        {
            var events = new List<ChatEvent>();
            wrong = reader.Read(default, Encoding.UTF8.GetBytes(line[6..]), events);
            Assert.All(events, next => Assert.Equal(EventFault.None, grammar.Check(next)));
        }

        Assert.NotNull(wrong);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"content":{}}""")]
    [InlineData("""{"content":[]}""")]
    [InlineData("""{"content":["x"],"stop_reason":"end_turn"}""")]
    [InlineData("""{"content":[{"type":"text","text":"\ud800"}],"stop_reason":"end_turn"}""")]
    [InlineData("""{"content":[{"type":"tool_use","name":"x"}],"stop_reason":"end_turn"}""")]
    public void An_answer_that_is_none_is_told(string json) =>
        Assert.NotNull(Wire.Format.Chat.OpenReader(Wire.Target()).ReadAnswer(Encoding.UTF8.GetBytes(json), []));

    private static IEnumerable<string> Describe(ChatResponse response) => response.Choices[0].Parts
        .Select(part => $"{part} {Said(part)} {part.Seal?.Issuer} {part.Seal?.Data.Decode()} {string.Concat(part.Extra.Select(Describe))}").Concat(response.Extra.Select(Describe));

    private static string Said(ChatPart part) => part switch
    {
        ChatPart.Text text => text.Value + string.Concat(text.Citations.Select(citation => citation.Json.Decode())),
        ChatPart.Reasoning reasoning => $"{reasoning.Texts.Count}{string.Concat(reasoning.Texts.Select(text => text.Text))}",
        ChatPart.ToolCall call => $"{call.Id} {call.Name} {call.Input.Decode()}",
        ChatPart.Opaque opaque => $"{opaque.Wire} {opaque.Type} {opaque.Json.Decode()}",
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private static string Describe(ExtraField field) => $"{field.Path}={field.Json.Decode()}";
}
