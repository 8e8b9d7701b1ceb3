using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Tests.Chat;
using static HybridAi.Gateway.Tests.Dialects.ChatCompletions.ChatDialectRun;

namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>Answers and streams in OpenAI's exact shape.</summary>
public sealed class ChatWriterTests
{
    private const string Head = """{"id":"chatcmpl-r1","object":"chat.completion.chunk","created":1790000000,"model":"claude",""";
    private const string WithUsage = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""";
    private static readonly ReportedUsage Usage = new(new TokenUsage { Input = 6, CachedInput = 4, CacheWrite = 1, CacheWrite1h = 2, Output = 3, Reasoning = 2 }) { Cost = new Cost(5) };

    [Fact]
    public void A_whole_answer()
    {
        var response = new ChatResponse(new ResponseHead("r1", "claude") { ServiceTier = "priority" }, [new ChatChoice(
            [
                new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]) { Seal = new Seal("anthropic", Verbatim.Of("S==")) },
                new ChatPart.Reasoning([]) { Seal = new Seal("anthropic", Verbatim.Of("R")) },
                new ChatPart.Text("<a> "), new ChatPart.Text("é") { Citations = [new Citation("x", default) { Url = "https://e.com", Title = "E", Start = 0, End = 1 }, new Citation("x", default)] },
                new ChatPart.ToolCall(ToolKind.Function, "t1", "f", Verbatim.Of("{\"a\": 1}")) { Seal = new Seal("gemini", Verbatim.Of("sig")) },
                new ChatPart.ToolCall(ToolKind.Custom, "t2", "g", Verbatim.Of("x")),
            ], new ChatFinish(FinishReason.ToolCalls, "tool_use")) { Extra = [new ExtraField("content_filter_results", Verbatim.Of("{}")), new ExtraField("safetyRatings", Verbatim.Of("[]"))] }])
        {
            Usage = Usage, Extra = [new ExtraField("system_fingerprint", Verbatim.Of("\"fp\"")), new ExtraField("promptFeedback", Verbatim.Of("{}"))],
        };
        Assert.Equal(
            """{"id":"chatcmpl-r1","object":"chat.completion","created":1790000000,"model":"claude","choices":[{"index":0,"message":{"role":"assistant","content":"<a> é","refusal":null,"reasoning_content":"Hm","reasoning":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","signature":"hai1.anthropic.S==","index":0},{"type":"reasoning.encrypted","data":"hai1.anthropic.R","index":1}],"annotations":[{"type":"url_citation","url_citation":{"start_index":4,"end_index":5,"url":"https://e.com","title":"E"}}],"tool_calls":[{"id":"t1--hai1--Z2VtaW5pAHNpZw","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}},{"id":"t2","type":"custom","custom":{"name":"g","input":"x"}}]},"logprobs":null,"finish_reason":"tool_calls","content_filter_results":{}}],"usage":{"prompt_tokens":13,"completion_tokens":5,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0}},"service_tier":"priority","system_fingerprint":"fp"}""",
            AnswerText(response));
    }

    [Fact]
    public void A_stream_of_text_with_usage()
    {
        var stream = Stream(
            [
                new ChatEvent.Started(new ResponseHead("r1", "claude")),
                new ChatEvent.PartStarted(0, 0, new ChatPart.Text("")), new ChatEvent.TextDelta(0, 0, "Hi \"you\"\n"),
                new ChatEvent.TextDelta(0, 0, "!") { Logprobs = [new TokenLogprob("!", -0.5) { Bytes = Verbatim.Of("!"), Top = [new TokenLogprob("?", -1)] }] },
                new ChatEvent.PartEnded(0, 0), new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.Length, "max_tokens")), new ChatEvent.UsageReported(Usage), new ChatEvent.Ended(),
            ], WithUsage);
        Assert.Equal(
            $$$$"""
            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"content":"Hi \"you\"\n"},"logprobs":null,"finish_reason":null}],"usage":null}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"content":"!"},"logprobs":{"content":[{"token":"!","logprob":-0.5,"bytes":[33],"top_logprobs":[{"token":"?","logprob":-1,"bytes":null}]}],"refusal":null},"finish_reason":null}],"usage":null}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}],"usage":null}

            data: {{{{Head}}}}"choices":[],"usage":{"prompt_tokens":13,"completion_tokens":5,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":3,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0}}}

            data: [DONE]


            """,
            stream);
    }

    [Fact]
    public void A_stream_of_tool_calls_puts_a_seal_into_the_id()
    {
        var stream = Stream(
            [
                new ChatEvent.Started(new ResponseHead("r1", "claude")),
                new ChatEvent.PartStarted(0, 0, new ChatPart.ToolCall(ToolKind.Function, "t1", "f", default)), new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of("{}")),
                new ChatEvent.Sealed(0, 0, new Seal("gemini", Verbatim.Of("sig"))), new ChatEvent.PartEnded(0, 0),
                new ChatEvent.PartStarted(0, 1, new ChatPart.ToolCall(ToolKind.Function, "t2", "g", default)), new ChatEvent.PartEnded(0, 1),
                new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.ToolCalls, "STOP")), new ChatEvent.UsageReported(Usage), new ChatEvent.Ended(),
            ]);
        Assert.Equal(
            $$$$"""
            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"role":"assistant","content":null,"refusal":null},"logprobs":null,"finish_reason":null}]}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1--hai1--Z2VtaW5pAHNpZw","type":"function","function":{"name":"f","arguments":""}}]},"logprobs":null,"finish_reason":null}]}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}]}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"t2","type":"function","function":{"name":"g","arguments":""}}]},"logprobs":null,"finish_reason":null}]}

            data: {{{{Head}}}}"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}]}

            data: [DONE]


            """,
            stream);
    }

    [Fact]
    public void The_first_piece_of_a_call_waits_for_the_second_alone()
    {
        var (output, events) = (new System.Buffers.ArrayBufferWriter<byte>(), new ChatEvent[]
        {
            new ChatEvent.Started(new ResponseHead("r1", "claude")),
            new ChatEvent.PartStarted(0, 0, new ChatPart.ToolCall(ToolKind.Function, "t1", "f", default)), new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of("{")), new ChatEvent.ToolInputDelta(0, 0, Verbatim.Of("}")),
        });
        var stream = Dialect.OpenStream(Context(Hello));
        foreach (var next in events)
            stream.Write(next, output);
        Assert.Contains("\"arguments\":\"}\"", System.Text.Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_of_reasoning_with_its_proof()
    {
        var stream = Stream(
            [
                new ChatEvent.Started(new ResponseHead("r1", "claude")),
                new ChatEvent.PartStarted(0, 0, new ChatPart.Reasoning([])), new ChatEvent.ReasoningDelta(0, 0, 0, new ReasoningText(ReasoningKind.Thought, "Hm")),
                new ChatEvent.Sealed(0, 0, new Seal("anthropic", Verbatim.Of("S=="))), new ChatEvent.PartEnded(0, 0),
                new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.Stop, "end_turn")), new ChatEvent.Ended(),
            ]);
        Assert.Contains("""{"reasoning_content":"Hm","reasoning":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","index":0}]}""", stream, StringComparison.Ordinal);
        Assert.Contains("""{"reasoning_details":[{"type":"reasoning.text","signature":"hai1.anthropic.S==","index":0}]}""", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Reasoning_that_is_not_wanted_stays_away()
    {
        const string body = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"reasoning":{"exclude":true}}""";
        var response = new ChatResponse(new ResponseHead("r1", "m"), [new ChatChoice([new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "secret")]), new ChatPart.Text("x")], new ChatFinish(FinishReason.Stop, "stop"))]);
        Assert.DoesNotContain("secret", AnswerText(response, body), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Stream(ChatReplay.Events(response), body), StringComparison.Ordinal);
    }

    [Fact]
    public void Callers_of_the_deprecated_functions_get_their_form()
    {
        const string body = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"functions":[{"name":"f"}]}""";
        var response = new ChatResponse(new ResponseHead("r1", "m"), [new ChatChoice(
            [new ChatPart.ToolCall(ToolKind.Function, "a", "f", Verbatim.Of("{}")), new ChatPart.ToolCall(ToolKind.Function, "b", "f", Verbatim.Of("[]"))], new ChatFinish(FinishReason.ToolCalls, "tool_use"))]);
        var choice = Answer(response, body)["choices"]![0]!;
        Assert.Equal("""{"name":"f","arguments":"{}"}""", choice["message"]!["function_call"]!.ToJsonString());
        Assert.Null(choice["message"]!["tool_calls"]);
        Assert.Equal("function_call", (string?)choice["finish_reason"]);
        var folded = ChatStreamChecker.Check(System.Text.Encoding.UTF8.GetBytes(Stream(ChatReplay.Events(response), body))).ToAnswer();
        Assert.True(JsonNode.DeepEquals(choice, folded["choices"]![0]), folded.ToJsonString());
    }

    [Fact]
    public void Ids_are_made_of_the_request_where_the_provider_has_none() => Assert.Equal(
        "chatcmpl-0192a000000070008000000000000001",
        (string?)Answer(new ChatResponse(new ResponseHead("", "m"), [new ChatChoice([], null)]))["id"]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Any_stream_is_legal_and_folds_to_the_whole_answer(int seed)
    {
        var generator = new ModelGenerator(seed);
        for (var i = 0; i < 400; i++)
        {
            var response = Tame(generator.Response());
            var expected = Answer(response);
            foreach (var (events, isWhole) in new[] { (ChatReplay.Events(response), true), (Chunking.Rearrange(ChatReplay.Events(response), seed + i), false) })
            {
                var folded = ChatStreamChecker.Check(System.Text.Encoding.UTF8.GetBytes(Stream(events, WithUsage)), includeUsage: true).ToAnswer();
                Assert.True(
                    Comparable(expected, isWhole) == Comparable(folded, isWhole),
                    $"{i}\nwhole  {Comparable(expected, isWhole)}\nstream {Comparable(folded, isWhole)}");
            }
        }
    }

    // What a stream cannot say, or says in pieces: half characters; seals that come amid a call's input go beside it.
    private static ChatResponse Tame(ChatResponse response) => response with
    {
        Extra = [],
        Choices = [.. response.Choices.Select(choice => choice with { Parts = [.. OneSpeech(choice.Parts).Select(Tame)] })],
    };

    private static IEnumerable<ChatPart> OneSpeech(IReadOnlyList<ChatPart> parts)
    {
        var speeches = 0;
        return parts.Where(part => part is not ChatPart.Speech || ++speeches == 1);
    }

    private static ChatPart Tame(ChatPart part) => part switch
    {
        ChatPart.Text text => text with { Value = Whole(text.Value), Citations = [.. text.Citations.Select(citation => citation with { Start = 0, End = 0 })] },
        ChatPart.Refusal refusal => refusal with { Value = Whole(refusal.Value) },
        ChatPart.Reasoning reasoning => reasoning with { Texts = [.. reasoning.Texts.Select(text => text with { Text = Whole(text.Text) })] },
        ChatPart.Speech speech => speech with { ItemId = "audio_1", Transcript = Whole(speech.Transcript), ExpiresAt = speech.ExpiresAt ?? DateTimeOffset.FromUnixTimeSeconds(1_790_000_000) },
        ChatPart.ToolCall call => call with { Seal = null },
        _ => part,
    };

    private static string Whole(string text) => new([.. text.Where(character => !char.IsSurrogate(character))]);

    private static string Comparable(JsonObject answer, bool isWhole)
    {
        answer = (JsonObject)answer.DeepClone();
        foreach (var message in answer["choices"]!.AsArray().Select(choice => (JsonObject)choice!["message"]!))
        {
            // An empty text is nothing to a stream.
            foreach (var name in new[] { "content", "refusal", "reasoning", "reasoning_content" })
            {
                if ((string?)message[name] is "" or null)
                    message.Remove(name);
            }

            // Cut pieces leave a detail's own text whole only when joined; the checker has done that. Citations stand where the text was.
            if (!isWhole)
                message.Remove("annotations");
        }

        return string.Join('\n', Flatten("", answer).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Flatten(string path, JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Flatten($"{path}.{member.Key}", member.Value)),
        JsonArray items => items.SelectMany((item, at) => Flatten($"{path}[{at}]", item)).Append($"{path}: {items.Count}"),
        null => [$"{path}: null"],
        _ => [$"{path}: {node.ToJsonString()}"],
    };
}
