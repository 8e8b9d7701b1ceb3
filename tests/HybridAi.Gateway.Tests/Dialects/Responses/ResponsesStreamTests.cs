using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

public sealed class ResponsesStreamTests
{
    [Fact]
    public void A_text_is_these_bytes()
    {
        var stream = Encoding.UTF8.GetString(Answers.Stream(
        [
            new ChatEvent.Started(new ResponseHead("x", "model-1") { CreatedAt = Answers.At.AddSeconds(1) }),
            new ChatEvent.PartStarted(0, 0, new ChatPart.Text("")),
            new ChatEvent.TextDelta(0, 0, "Hé\n"),
            new ChatEvent.TextDelta(0, 0, "llo"),
            new ChatEvent.PartEnded(0, 0),
            new ChatEvent.UsageReported(Answers.Usage),
            new ChatEvent.ChoiceFinished(0, Answers.Stop),
            new ChatEvent.Ended(),
        ]));
        const string message = $"msg_{Answers.Id}0000";
        const string before = $$"""{"id":"resp_{{Answers.Id}}","object":"response","created_at":1772366401,"status":""";
        const string settings =
            """
            "instructions":null,"max_output_tokens":null,"max_tool_calls":null,"model":"model-1","output":
            """;
        const string after =
            """
            "parallel_tool_calls":true,"previous_response_id":null,"prompt_cache_key":null,"prompt_cache_retention":null,"reasoning":{"effort":null,"summary":null},"safety_identifier":null,"service_tier":null,"store":false,"temperature":null,"text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":null,"truncation":"disabled","usage":
            """;
        const string done = $$"""{"id":"{{message}}","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hé\nllo"}],"role":"assistant"}""";
        const string begun = $$$"""{{{before}}}"in_progress","background":false,"completed_at":null,"error":null,"incomplete_details":null,{{{settings}}}[],{{{after}}}null,"user":null,"metadata":{}}""";
        const string ended = $$$"""{{{before}}}"completed","background":false,"completed_at":1772366402,"error":null,"incomplete_details":null,{{{settings}}}[{{{done}}}],{{{after}}}{"input_tokens":12,"input_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"output_tokens":9,"output_tokens_details":{"reasoning_tokens":4},"total_tokens":21},"user":null,"metadata":{}}""";
        const string place = $"\"item_id\":\"{message}\",\"output_index\":0,\"content_index\":0";
        Assert.Equal(
            Event("response.created", 0, $"\"response\":{begun}")
            + Event("response.in_progress", 1, $"\"response\":{begun}")
            + Event("response.output_item.added", 2, $$""" "output_index":0,"item":{"id":"{{message}}","type":"message","status":"in_progress","content":[],"role":"assistant"} """)
            + Event("response.content_part.added", 3, place + ",\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"\"}")
            + Event("response.output_text.delta", 4, place + ",\"delta\":\"Hé\\n\",\"logprobs\":[]")
            + Event("response.output_text.delta", 5, place + ",\"delta\":\"llo\",\"logprobs\":[]")
            + Event("response.output_text.done", 6, place + ",\"text\":\"Hé\\nllo\",\"logprobs\":[]")
            + Event("response.content_part.done", 7, place + ",\"part\":{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"Hé\\nllo\"}")
            + Event("response.output_item.done", 8, $"\"output_index\":0,\"item\":{done}")
            + Event("response.completed", 9, $"\"response\":{ended}"),
            stream);
    }

    private static string Event(string type, int number, string members) => $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":{number},{members.Trim()}}}\n\n";

    [Fact]
    public void An_empty_text_behind_another_makes_no_entry_and_one_alone_does()
    {
        var signature = new Seal("gemini", Verbatim.Of("c2ln"));
        var behind = Answers.Stream(ChatReplay.Events(Answers.Response(new ChatPart.Text("{}"), new ChatPart.Text("") { Seal = signature })));
        var alone = Answers.Stream(ChatReplay.Events(Answers.Response(new ChatPart.Text("") { Seal = signature })));

        const string added = "event: response.content_part.added\n";
        Assert.Equal(2, Encoding.UTF8.GetString(behind).Split(added).Length);
        Assert.Equal(2, Encoding.UTF8.GetString(alone).Split(added).Length);
        Assert.Contains("\"content\":[{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\"{}\"}]", Encoding.UTF8.GetString(behind), StringComparison.Ordinal);
    }

    [Fact]
    public void Reasoning_calls_and_texts_come_in_this_order()
    {
        var stream = Answers.Check(Answers.Response(
            new ChatPart.Reasoning([new(ReasoningKind.Summary, "sum"), new(ReasoningKind.Thought, "think")]) { Seal = new Seal("one", Verbatim.Of("c2ln")) },
            new ChatPart.Text("Hi"), new ChatPart.Refusal("No"),
            new ChatPart.ToolCall(ToolKind.Function, "call_1", "f", Verbatim.Of("""{"x":1}""")),
            new ChatPart.ToolCall(ToolKind.Custom, "call_2", "c", Verbatim.Of("text"))));
        Assert.Equal(
            """
            created in_progress
            output_item.added reasoning_summary_part.added reasoning_summary_text.delta reasoning_summary_text.done reasoning_summary_part.done
            content_part.added reasoning_text.delta reasoning_text.done content_part.done output_item.done
            output_item.added content_part.added output_text.delta output_text.done content_part.done
            content_part.added refusal.delta refusal.done content_part.done output_item.done
            output_item.added function_call_arguments.delta function_call_arguments.done output_item.done
            output_item.added custom_tool_call_input.delta custom_tool_call_input.done output_item.done
            completed
            """.ReplaceLineEndings(" "),
            string.Join(' ', stream.Events.Select(item => item.Name["response.".Length..])));
        Assert.Equal(
            $$"""
            [{"id":"rs_{{Answers.Id}}0000","type":"reasoning","summary":[{"type":"summary_text","text":"sum"}],"content":[{"type":"reasoning_text","text":"think"}],"encrypted_content":"hai1.~one.c2ln"},
            {"id":"msg_{{Answers.Id}}0001","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hi"},{"type":"refusal","refusal":"No"}],"role":"assistant"},
            {"id":"fc_{{Answers.Id}}0002","type":"function_call","status":"completed","arguments":"{\"x\":1}","call_id":"call_1","name":"f"},
            {"id":"ctc_{{Answers.Id}}0003","type":"custom_tool_call","status":"completed","input":"text","call_id":"call_2","name":"c"}]
            """.ReplaceLineEndings(""),
            stream.Response!.Value.GetProperty("output").GetRawText());
    }

    [Fact]
    public void Who_asks_for_a_summary_gets_the_reasoning_as_one()
    {
        var context = Answers.Context("""{"model":"m","input":"Hi","reasoning":{"effort":"high","summary":"auto"}}""");
        var stream = Answers.Check(Answers.Response(new ChatPart.Reasoning([new(ReasoningKind.Thought, "a"), new(ReasoningKind.Plan, "b")])), context);
        var item = stream.Response!.Value.GetProperty("output")[0];
        Assert.Equal("""[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}]""", item.GetProperty("summary").GetRawText());
        Assert.False(item.TryGetProperty("content", out _));
        // Nobody sealed it: OpenAI, who would ask for what it kept of it, has to be spared it.
        Assert.Equal("hai1.~.", item.GetProperty("encrypted_content").GetString());
        Assert.Equal("""{"effort":"high","summary":"auto"}""", stream.Response.Value.GetProperty("reasoning").GetRawText());
    }

    [Theory]
    [InlineData(FinishReason.Length, "incomplete", "incomplete", """{"reason":"max_output_tokens"}""")]
    [InlineData(FinishReason.ContentFilter, "incomplete", "incomplete", """{"reason":"content_filter"}""")]
    [InlineData(FinishReason.Error, "failed", "incomplete", "null")]
    [InlineData(FinishReason.ToolCalls, "completed", "completed", "null")]
    public void The_end_says_why(FinishReason reason, string status, string itemStatus, string details)
    {
        var stream = Answers.Check(Answers.Response(new ChatFinish(reason, "WORD"), new ChatPart.Text("a"), new ChatPart.ToolCall(ToolKind.Function, "c", "f", Verbatim.Of("{\"a"))));
        var response = stream.Response!.Value;
        Assert.Equal($"response.{status}", stream.Events[^1].Name);
        Assert.Equal((status, details), (response.GetProperty("status").GetString(), response.GetProperty("incomplete_details").GetRawText()));
        Assert.Equal(["completed", itemStatus], response.GetProperty("output").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal(status == "failed" ? """{"code":"server_error","message":"The provider gave the answer up (WORD)."}""" : "null", response.GetProperty("error").GetRawText());
    }

    [Fact]
    public void A_sealed_call_has_its_seal_in_the_id_from_the_first_event_on()
    {
        var call = new ChatPart.ToolCall(ToolKind.Function, "call_1", "f", Verbatim.Of("{}")) { Seal = new Seal("one", Verbatim.Of("sig")) };
        var stream = Answers.Check(Answers.Response(call));
        var added = stream.Events.First(item => item.Name == "response.output_item.added").Data.GetProperty("item").GetProperty("call_id").GetString()!;
        Assert.Equal("call_1", HybridAi.Gateway.Dialects.Seals.FromId(added, out var seal));
        Assert.Equal(call.Seal, seal);
    }

    [Fact]
    public void A_call_streams_with_one_delta_of_delay()
    {
        ChatEvent[] events =
        [
            new ChatEvent.Started(new ResponseHead("x", "m")),
            new ChatEvent.PartStarted(0, 0, new ChatPart.ToolCall(ToolKind.Function, "call_1", "f", default)),
            new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of("{\"a\"")),
            new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of(":1")),
            new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of("}")),
        ];
        Assert.Equal(3, Deltas(5));
        Assert.Equal(2, Deltas(4));
        Assert.Equal(0, Deltas(3));

        int Deltas(int count) => Encoding.UTF8.GetString(Answers.Stream(events[..count])).Split("\"response.function_call_arguments.delta\"").Length - 1;
    }

    [Fact]
    public void A_function_without_arguments_has_an_empty_object_of_them()
    {
        var stream = Answers.Check(Answers.Response(new ChatPart.ToolCall(ToolKind.Function, "call_1", "f", default)));
        Assert.Equal("{}", stream.Response!.Value.GetProperty("output")[0].GetProperty("arguments").GetString());
    }

    [Fact]
    public void Raw_json_with_line_ends_stays_on_one_line()
    {
        var context = Answers.Context("{\"model\":\"m\",\"input\":\"x\",\"instructions\":\"a\\nb\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\r\n\"type\":\n\"object\"}},{\"type\":\"web_search\",\n\"filters\":null}]}");
        var stream = Answers.Check(Answers.Response(new ChatPart.Text("x")), context);
        Assert.Equal("a\nb", stream.Response!.Value.GetProperty("instructions").GetString());
        Assert.Equal("object", stream.Response.Value.GetProperty("tools")[0].GetProperty("parameters").GetProperty("type").GetString());
    }

    [Fact]
    public void An_answer_without_any_part_is_a_response_without_output()
    {
        var stream = Answers.Check(Answers.Response(new ChatFinish(FinishReason.ContentFilter, "SAFETY")));
        Assert.Equal(["response.created", "response.in_progress", "response.incomplete"], stream.Events.Select(item => item.Name));
    }

    [Fact]
    public void Other_choices_and_what_this_wire_cannot_say_are_left_out()
    {
        var response = Answers.Response(
            new ChatPart.Text("a"), new ChatPart.Opaque("anthropic", "server_tool_use", Verbatim.Of("{}")), new ChatPart.Media(MediaKind.Audio, new MediaSource.Url("x")), new ChatPart.Text("b"));
        response = response with { Choices = [.. response.Choices, new ChatChoice([new ChatPart.Text("other")], Answers.Stop)] };
        var item = Assert.Single(Answers.Check(response).Response!.Value.GetProperty("output").EnumerateArray());
        Assert.Equal(["a", "b"], item.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("text").GetString()));
    }

    [Fact]
    public void Any_chunking_of_any_answer_is_a_legal_stream_and_comes_to_the_buffered_answer()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new RandomAnswers(seed);
            var response = random.Next();
            var context = Answers.Context(seed % 2 == 0 ? """{"model":"m","input":"Hi"}""" : """{"model":"m","input":"Hi","reasoning":{"summary":"auto"}}""");
            Answers.Check(random.Events(response), response, context);
        }
    }

    [Fact]
    public void An_error_may_cut_the_stream_anywhere()
    {
        var error = GatewayError.Of(new ProviderError { Cause = FailureCause.Cut, Message = "gone" }, "one");
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new RandomAnswers(seed);
            var events = random.Events(random.Next()).ToList();
            for (var count = 0; count < events.Count; count++)
            {
                var stream = ResponseStreamGrammar.Read(Answers.Stream(events.Take(count), error: error));
                Assert.Empty(stream.Faults);
                Assert.Equal(
                    $$"""{"type":"error","sequence_number":{{stream.Events.Count - 1}},"code":"provider_connection_cut","message":"gone","param":null}""",
                    stream.Error!.Value.GetRawText());
            }
        }
    }

    [Fact]
    public void Broken_text_is_written_all_the_same()
    {
        var stream = Answers.Stream(ChatReplay.Events(Answers.Response(
            new ChatPart.Text("a\ud800"), new ChatPart.ToolCall(ToolKind.Custom, "\udc00", "f", new Verbatim(new byte[] { 0xff, (byte)'x' })))));
        Assert.Empty(ResponseStreamGrammar.Read(stream).Faults);
        Assert.Equal("a\ufffd", ResponseStreamGrammar.Read(stream).Response!.Value.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
    }
}
