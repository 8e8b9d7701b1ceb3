using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using static HybridAi.Providers.Tests.OpenAi.ChatReaderRun;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>Streams as each provider sends them, and the whole answers that they amount to.</summary>
public sealed class OpenAiChatReaderTests
{
    private const string Usage = ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}";

    [Fact]
    public void OpenAi_text()
    {
        var streamed = Stream("openai",
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"ab"}""",
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"Gr\u00fc\u00dfe "},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"abc"}""",
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"日本"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"a"}""",
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{"content":"語"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"a"}""",
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null,"obfuscation":"abcd"}""",
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1790000000,"model":"gpt-x","service_tier":"default","system_fingerprint":"fp","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0,"accepted_prediction_tokens":1,"rejected_prediction_tokens":0}}}""");

        Assert.Equal(("chatcmpl-1", "gpt-x", "default", 1790000000), (streamed.Head.Id, streamed.Head.Model, streamed.Head.ServiceTier, streamed.Head.CreatedAt!.Value.ToUnixTimeSeconds()));
        Assert.Equal("Grüße 日本語", Assert.IsType<ChatPart.Text>(Assert.Single(streamed.Choices[0].Parts)).Value);
        Assert.Equal(new TokenUsage { Input = 6, CachedInput = 4, Output = 3, Reasoning = 2 }, streamed.Usage!.Tokens);
        Assert.Equal(["system_fingerprint", "usage/completion_tokens_details/accepted_prediction_tokens", "usage/completion_tokens_details/rejected_prediction_tokens"], streamed.Extra.Select(field => field.Path));
        Same(streamed, Answer("openai", """{"id":"chatcmpl-1","object":"chat.completion","created":1790000000,"model":"gpt-x","system_fingerprint":"fp","choices":[{"index":0,"message":{"role":"assistant","content":"Grüße 日本語","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":0,"accepted_prediction_tokens":1,"rejected_prediction_tokens":0}},"service_tier":"default"}"""));
    }

    [Fact]
    public void Chunks_that_differ_in_their_text_alone_are_told_apart_from_all_others()
    {
        // The second and third have the shape of the first; then another part is open, and then the first one's kind again.
        var response = Stream("vllm",
            Chunk("""{"content":"a"}"""), Chunk("""{"content":"b"}"""), Chunk("""{"content":"c\n"}"""), Chunk("""{"reasoning_content":"r"}"""), Chunk("""{"reasoning_content":"s"}"""),
            Chunk("""{"content":"d"}"""), Chunk("""{"content":"e"}"""), Chunk("""{"reasoning_content":"t"}"""), Chunk("{}", "\"stop\""));
        Assert.Equal(
            ["abc\n", "rs", "de", "t"],
            response.Choices[0].Parts.Select(part => part is ChatPart.Text text ? text.Value : Assert.Single(((ChatPart.Reasoning)part).Texts).Text));
    }

    [Fact]
    public void OpenAi_refusal_with_log_probabilities_and_two_choices()
    {
        const string logprobs = """{"content":null,"refusal":[{"token":"No","logprob":-0.25,"bytes":[78,111],"top_logprobs":[{"token":"No","logprob":-0.25,"bytes":[78,111]},{"token":"Yes","logprob":-2,"bytes":null}]}]}""";
        var response = Stream("openai",
            """{"id":"c","model":"m","choices":[{"index":1,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            $$"""{"id":"c","model":"m","choices":[{"index":1,"delta":{"refusal":"No"},"logprobs":{{logprobs}},"finish_reason":null}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"x"},"logprobs":{"content":[{"token":"x","logprob":-1e-7,"bytes":[120],"top_logprobs":[]}],"refusal":null},"finish_reason":null}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""",
            """{"id":"c","model":"m","choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}""");
        var refusal = Assert.IsType<ChatPart.Refusal>(Assert.Single(response.Choices[1].Parts));
        Assert.Equal("No", refusal.Value);
        var token = Assert.Single(refusal.Logprobs);
        Assert.Equal(("No", -0.25, "No"), (token.Token, token.Logprob, token.Bytes!.Value.Decode()));
        Assert.Equal([("No", false), ("Yes", true)], token.Top.Select(top => (top.Token, top.Bytes is null)));
        Assert.Equal(-1e-7, Assert.Single(((ChatPart.Text)response.Choices[0].Parts[0]).Logprobs).Logprob);
        Assert.Equal([FinishReason.Length, FinishReason.Stop], response.Choices.Select(choice => choice.Finish!.Reason));
    }

    [Fact]
    public void OpenAi_tool_calls_in_fragments()
    {
        var streamed = Stream("openai", out var events,
            Chunk("""{"role":"assistant","content":null}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":" \"Rome}\"}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"id":"call_2","type":"custom","custom":{"name":"g","input":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"custom":{"input":"SELECT {"}}]}"""),
            Chunk("{}", "\"tool_calls\""));
        Same(streamed, Answer("openai", Whole("""{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"city\": \"Rome}\"}"}},{"id":"call_2","type":"custom","custom":{"name":"g","input":"SELECT {"}}]}""", "\"tool_calls\"")));
        Assert.Equal(3, events.Count(next => next is ChatEvent.ToolInputDelta));
        Assert.Equal([(ToolKind.Function, "{\"city\": \"Rome}\"}"), (ToolKind.Custom, "SELECT {")], streamed.Choices[0].Parts.Cast<ChatPart.ToolCall>().Select(call => (call.Kind, call.Input.Decode())));
    }

    [Fact]
    public void Fragments_of_calls_that_mingle_wait_for_the_first_to_be_complete()
    {
        var streamed = Stream("openai", out var events,
            Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{\"y\""}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"function":{"arguments":":2}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":2,"id":"c","function":{"name":"h","arguments":"{"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":2,"function":{"arguments":"}"}},{"index":0,"function":{"arguments":" "}}]}"""),
            Chunk("{}", "\"tool_calls\""));
        Assert.Equal(["a {\"x\":1}", "b {\"y\":2}", "c {}"], streamed.Choices[0].Parts.Cast<ChatPart.ToolCall>().Select(call => $"{call.Id} {call.Input.Decode()}"));
        // The first call is not held back.
        Assert.IsType<ChatEvent.ToolInputDelta>(events[2]);
    }

    [Fact]
    public void Calls_without_arguments_or_with_broken_ones_end_with_the_answer()
    {
        var response = Stream("openai",
            Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{\"broken"}}]}"""),
            Chunk("{}", "\"stop\""));
        Assert.Equal(["", "{\"broken"], response.Choices[0].Parts.Cast<ChatPart.ToolCall>().Select(call => call.Input.Decode()));
        Assert.Equal((FinishReason.ToolCalls, "stop"), (response.Choices[0].Finish!.Reason, response.Choices[0].Finish!.Raw));
    }

    [Fact]
    public void Mistral_tool_calls_come_whole_and_all_with_the_same_index()
    {
        const string calls = """[{"id":"abcdefghi","function":{"name":"f","arguments":"{\"a\": 1}"},"index":0},{"id":"bcdefghij","function":{"name":"f","arguments":"{}"},"index":0}]""";
        var streamed = Stream("mistral", Chunk("""{"role":"assistant","content":""}"""), Chunk($$"""{"content":"","tool_calls":{{calls}}}""", "\"tool_calls\"", Usage));
        Same(streamed, Answer("mistral", Whole($$"""{"role":"assistant","content":"","tool_calls":{{calls}}}""", "\"tool_calls\"", Usage)));
        Assert.Equal(["abcdefghi", "bcdefghij"], streamed.Choices[0].Parts.Cast<ChatPart.ToolCall>().Select(call => call.Id));
        Assert.Equal(5, streamed.Usage!.Tokens.Output);
    }

    [Fact]
    public void Calls_without_ids_get_some_that_are_the_same_in_stream_and_answer()
    {
        var streamed = Stream("ollama", Chunk("""{"tool_calls":[{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"f","arguments":{"a":1}}}]}"""), Chunk("{}", "\"stop\""));
        Same(streamed, Answer("ollama", Whole("""{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}},{"function":{"name":"f","arguments":{"a":1}}}]}""", "\"stop\"")));
        Assert.Equal(["call_c1_0_0 {}", "call_c1_0_1 {\"a\":1}"], streamed.Choices[0].Parts.Cast<ChatPart.ToolCall>().Select(call => $"{call.Id} {call.Input.Decode()}"));
    }

    [Fact]
    public void The_deprecated_function_call_is_a_call()
    {
        var streamed = Stream("openai", Chunk("""{"function_call":{"name":"f","arguments":""}}"""), Chunk("""{"function_call":{"arguments":"{}"}}"""), Chunk("{}", "\"function_call\""));
        Same(streamed, Answer("openai", Whole("""{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}""", "\"function_call\"")));
        Assert.Equal("f", Assert.IsType<ChatPart.ToolCall>(Assert.Single(streamed.Choices[0].Parts)).Name);
        Assert.Equal(FinishReason.ToolCalls, streamed.Choices[0].Finish!.Reason);
    }

    [Fact]
    public void Azure_sends_filter_results_before_amid_and_behind_the_answer()
    {
        var streamed = Stream("azure", out var events,
            """{"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}""",
            """{"id":"c","created":1,"model":"gpt","choices":[{"content_filter_results":{},"delta":{"content":"","role":"assistant"},"finish_reason":null,"index":0}]}""",
            """{"id":"c","created":1,"model":"gpt","choices":[{"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},"delta":{"content":"x"},"finish_reason":null,"index":0}]}""",
            """{"id":"c","created":1,"model":"gpt","choices":[{"content_filter_results":{},"delta":{},"finish_reason":"content_filter","index":0}]}""",
            """{"id":"","choices":[{"content_filter_offsets":{"check_offset":4},"content_filter_results":{"hate":{"filtered":true,"severity":"high"}},"finish_reason":null,"index":0}]}""");
        Assert.Equal(("c", "gpt"), (streamed.Head.Id, streamed.Head.Model));
        Assert.Equal("prompt_filter_results", Assert.Single(streamed.Extra).Path);
        Assert.Equal(FinishReason.ContentFilter, streamed.Choices[0].Finish!.Reason);
        Assert.Equal(["content_filter_results", "content_filter_offsets"], streamed.Choices[0].Extra.Select(field => field.Path));
        Assert.Equal("""{"hate":{"filtered":true,"severity":"high"}}""", streamed.Choices[0].Extra[0].Json.Decode());
        // Once when it came and once as it was at the end, not with every chunk.
        Assert.Equal(2, events.Count(next => next is ChatEvent.FieldAdded { Field.Path: "content_filter_results" }));
    }

    [Fact]
    public void Groq_reasoning_and_usage_under_x_groq()
    {
        var streamed = Stream("groq",
            Chunk("""{"role":"assistant","content":""}""", "null", ",\"x_groq\":{\"id\":\"req_1\"}"),
            Chunk("""{"reasoning":"Hm"}"""), Chunk("""{"reasoning":"m."}"""), Chunk("""{"content":"Hi"}"""),
            Chunk("{}", "\"stop\"", ",\"x_groq\":{\"id\":\"req_1\",\"usage\":{\"queue_time\":0.5,\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}"));
        Same(streamed, Answer("groq", Whole("""{"role":"assistant","content":"Hi","reasoning":"Hmm."}""", "\"stop\"", ",\"x_groq\":{\"id\":\"req_1\"},\"usage\":{\"queue_time\":0.5,\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}")));
        Assert.Equal("Hmm.", ((ChatPart.Reasoning)streamed.Choices[0].Parts[0]).Texts[0].Text);
        Assert.Equal(new TokenUsage { Input = 10, Output = 5 }, streamed.Usage!.Tokens);
        Assert.Equal(["x_groq/id", "usage/queue_time"], streamed.Extra.Select(field => field.Path));
    }

    [Fact]
    public void Mistral_thinks_in_parts_of_its_content()
    {
        var streamed = Stream("mistral",
            Chunk("""{"role":"assistant","content":""}"""),
            Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}]}"""),
            Chunk("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"m."}],"signature":"sig"}]}"""),
            Chunk("""{"content":[{"type":"text","text":"Hi"},{"type":"reference","reference_ids":[1]}]}"""),
            Chunk("""{"content":"!"}""", "\"model_length\"", Usage));
        Same(streamed, Answer("mistral", Whole("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hmm."}],"signature":"sig"},{"type":"text","text":"Hi"},{"type":"reference","reference_ids":[1]},{"type":"text","text":"!"}]}""", "\"model_length\"", Usage)));
        var parts = streamed.Choices[0].Parts;
        Assert.Equal(("mistral", "sig"), (parts[0].Seal!.Issuer, parts[0].Seal!.Data.Decode()));
        Assert.Equal("""{"type":"reference","reference_ids":[1]}""", Assert.IsType<ChatPart.Opaque>(parts[2]).Json.Decode());
        Assert.Equal((FinishReason.Length, "model_length"), (streamed.Choices[0].Finish!.Reason, streamed.Choices[0].Finish!.Raw));
    }

    [Fact]
    public void OpenRouter_reasoning_is_told_once_and_its_proof_is_kept_whole()
    {
        var streamed = Stream("openrouter",
            Chunk("""{"role":"assistant","content":"","reasoning":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","format":"anthropic-claude-v1","index":0}]}"""),
            Chunk("""{"content":"","reasoning":"m.","reasoning_details":[{"type":"reasoning.text","text":"m.","format":"anthropic-claude-v1","index":0}]}"""),
            Chunk("""{"content":"","reasoning":null,"reasoning_details":[{"type":"reasoning.text","signature":"S+/==","format":"anthropic-claude-v1","index":0}]}"""),
            Chunk("""{"content":"","reasoning_details":[{"type":"reasoning.encrypted","data":"R==","format":"anthropic-claude-v1","index":1}]}"""),
            Chunk("""{"content":"Hi"}"""),
            Chunk("""{"content":""}""", "\"stop\""),
            """{"id":"c1","provider":"Anthropic","model":"m1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null,"native_finish_reason":null}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cost":0.00012,"is_byok":false,"cost_details":{"upstream_inference_cost":null}}}""");
        var parts = streamed.Choices[0].Parts;
        Assert.Equal(3, parts.Count);
        Assert.Equal("Hmm.", Assert.Single(((ChatPart.Reasoning)parts[0]).Texts).Text);
        Assert.Equal("""{"type":"reasoning.text","signature":"S+/==","format":"anthropic-claude-v1","index":0}""", parts[0].Seal!.Data.Decode());
        Assert.Equal("openrouter", parts[0].Seal!.Issuer);
        Assert.Empty(((ChatPart.Reasoning)parts[1]).Texts);
        Assert.Equal("""{"type":"reasoning.encrypted","data":"R==","format":"anthropic-claude-v1","index":1}""", parts[1].Seal!.Data.Decode());
        Assert.Equal(0.00012m, streamed.Usage!.Cost!.Value.Usd);
        Assert.Equal(["provider", "usage/is_byok", "usage/cost_details"], streamed.Extra.Select(field => field.Path));
        Same(
            streamed with { Extra = [], Usage = null },
            Answer("openrouter", Whole("""{"role":"assistant","content":"Hi","reasoning":"Hmm.","reasoning_details":[{"type":"reasoning.text","text":"Hmm.","signature":"S+/==","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"R==","format":"anthropic-claude-v1","index":1}]}""", "\"stop\"")));
    }

    [Fact]
    public void OpenRouter_summaries_and_the_ciphertext_behind_them_are_one_part()
    {
        var part = Stream("openrouter",
            Chunk("""{"reasoning":"One","reasoning_details":[{"type":"reasoning.summary","summary":"One","format":"openai-responses-v1","index":0}]}"""),
            Chunk("""{"reasoning":"Two","reasoning_details":[{"type":"reasoning.summary","summary":"Two","format":"openai-responses-v1","index":1}]}"""),
            Chunk("""{"reasoning_details":[{"type":"reasoning.encrypted","data":"E","id":"rs_1","format":"openai-responses-v1","index":2}]}"""),
            Chunk("""{"content":"x"}""", "\"stop\"")).Choices[0].Parts[0];
        Assert.Equal([new ReasoningText(ReasoningKind.Summary, "One"), new ReasoningText(ReasoningKind.Summary, "Two")], Assert.IsType<ChatPart.Reasoning>(part).Texts);
        Assert.NotNull(part.Seal);
    }

    [Fact]
    public void OpenRouter_images_are_whole_parts()
    {
        var parts = Stream("openrouter", Chunk("""{"content":"Here"}"""), Chunk("""{"content":"","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"}}]}"""), Chunk("{}", "\"stop\"")).Choices[0].Parts;
        var image = Assert.IsType<ChatPart.Media>(parts[1]);
        Assert.Equal(("image/png", "iVBO"), (image.MediaType, ((MediaSource.Base64)image.Source).Data.Decode()));
    }

    [Fact]
    public void Speech_is_decoded_piece_by_piece()
    {
        var streamed = Stream("openai",
            Chunk("""{"audio":{"id":"audio_1","transcript":"Hel"}}"""), Chunk("""{"audio":{"data":"AQ=="}}"""), Chunk("""{"audio":{"data":"AgM=","transcript":"lo"}}"""), Chunk("""{"audio":{"expires_at":1790000000}}"""),
            Chunk("{}", "\"stop\""));
        Same(streamed, Answer("openai", Whole("""{"role":"assistant","content":null,"audio":{"id":"audio_1","data":"AQID","transcript":"Hello","expires_at":1790000000}}""", "\"stop\"")));
        Assert.Equal([1, 2, 3], Assert.IsType<ChatPart.Speech>(Assert.Single(streamed.Choices[0].Parts)).Data.ToArray());
    }

    [Fact]
    public void Annotations_are_citations_of_the_text_before_them()
    {
        const string annotation = """{"type":"url_citation","url_citation":{"url":"https://e.com","title":"E","start_index":0,"end_index":2}}""";
        var streamed = Stream("openai", Chunk("""{"content":"Hi"}"""), Chunk($$"""{"annotations":[{{annotation}}]}"""), Chunk("{}", "\"stop\""));
        Same(streamed, Answer("openai", Whole($$"""{"role":"assistant","content":"Hi","annotations":[{{annotation}}]}""", "\"stop\"")));
        var citation = Assert.Single(((ChatPart.Text)streamed.Choices[0].Parts[0]).Citations);
        Assert.Equal(("https://e.com", "E", 0, 2, annotation), (citation.Url, citation.Title, citation.Start, citation.End, citation.Json.Decode()));
    }

    [Fact]
    public void Vllm_tells_which_stop_sequence_was_met()
    {
        var finish = Stream("vllm", """{"id":"c","choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop","stop_reason":"###"}]}""").Choices[0].Finish!;
        Assert.Equal("###", finish.StopSequence);
    }

    [Fact]
    public void What_a_provider_leaves_out_is_made_up()
    {
        var response = Stream("openai-compatible", """{"choices":[{"delta":{"content":"x"}}]}""");
        Assert.StartsWith("chatcmpl-", response.Head.Id, StringComparison.Ordinal);
        Assert.Equal("asked-for", response.Head.Model);
        Assert.Null(response.Head.CreatedAt);
        Assert.Equal((FinishReason.Stop, "stop"), (response.Choices[0].Finish!.Reason, response.Choices[0].Finish!.Raw));
    }

    [Fact]
    public void Unknown_finish_reasons_are_kept_and_unknown_fields_too()
    {
        var response = Answer("cerebras", """{"id":"c","choices":[{"index":0,"message":{"content":"x","executed_tools":[{"a":1}]},"finish_reason":"insufficient_system_resource","odd":true}],"time_info":{"queue_time":0.1},"none":null}""");
        Assert.Equal((FinishReason.Stop, "insufficient_system_resource"), (response.Choices[0].Finish!.Reason, response.Choices[0].Finish!.Raw));
        Assert.Equal(["odd", "message/executed_tools"], response.Choices[0].Extra.Select(field => field.Path));
        Assert.Equal("time_info", Assert.Single(response.Extra).Path);
    }

    [Theory]
    [InlineData("openrouter", """{"id":"g","error":{"code":502,"message":"m"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}""", 502)]
    [InlineData("groq", """{"choices":[],"x_groq":{"error":{"message":"m","type":"x"}}}""", null)]
    [InlineData("cerebras", """{"error":{"message":"m","type":"t","param":"p","code":"c","id":""},"status_code":500}""", 500)]
    [InlineData("vllm", """{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}""", 400)]
    [InlineData("ollama", """{"error":"m"}""", null)]
    public void Errors_end_the_stream(string profile, string chunk, int? status)
    {
        var events = Events(profile, Chunk("""{"content":"x"}"""), chunk, Chunk("""{"content":"y"}"""), "[DONE]");
        var error = Assert.IsType<ChatEvent.Failed>(events[^1]).Error;
        Assert.Equal(("m", status, chunk), (error.Message, error.Status, error.Body.Decode()));
        Assert.Equal("m", Fold(events).Error!.Message);

        var answer = new List<ChatEvent>();
        Assert.Null(Open(profile).ReadAnswer(Encoding.UTF8.GetBytes(chunk), answer));
        Assert.Equal("m", Assert.IsType<ChatEvent.Failed>(Assert.Single(answer)).Error.Message);
    }

    [Fact]
    public void Named_error_events_are_errors_whatever_they_carry()
    {
        var events = new List<ChatEvent>();
        Assert.Null(Open("openai").Read("error"u8, "nonsense"u8, events));
        Assert.Equal("nonsense", Assert.IsType<ChatEvent.Failed>(Assert.Single(events)).Error.Message);
    }

    [Fact]
    public void Without_the_terminator_a_finished_answer_is_whole_and_another_is_cut()
    {
        var (reader, events) = (Open("openai"), new List<ChatEvent>());
        reader.Read(default, Encoding.UTF8.GetBytes(Chunk("""{"content":"x"}""")), events);
        var before = events.Count;
        reader.End(events);
        Assert.Equal(before, events.Count);
        reader.Read(default, Encoding.UTF8.GetBytes(Chunk("{}", "\"stop\"")), events);
        reader.End(events);
        Assert.Equal("x", ((ChatPart.Text)Fold(events).Choices[0].Parts[0]).Value);
        reader.End(events);
        Assert.Single(events, next => next is ChatEvent.Ended);
    }

    [Theory]
    [InlineData("[DONE]")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{\"choices\":5}")]
    [InlineData("{\"choices\":[5]}")]
    [InlineData("{\"choices\":[{\"index\":-1}]}")]
    [InlineData("{\"choices\":[{\"index\":128}]}")]
    [InlineData("{\"choices\":[{\"delta\":{\"audio\":{\"data\":\"?\"}}}]}")]
    [InlineData("{\"choices\":[{}]} x")]
    public void What_is_no_answer_is_told(string chunk)
    {
        var events = new List<ChatEvent>();
        Assert.NotNull(Open("openai").Read(default, Encoding.UTF8.GetBytes(chunk), events));
        Assert.NotNull(Open("openai").ReadAnswer(Encoding.UTF8.GetBytes(chunk), []));
    }

    [Fact]
    public void A_surrogate_pair_cut_in_two_is_replaced_and_not_refused()
    {
        var text = Assert.IsType<ChatPart.Text>(Assert.Single(Stream("ollama", Chunk("{\"content\":\"a\\ud83d\"}"), Chunk("{\"content\":\"\\ude00\\n\\u0041\"}"), Chunk("{}", "\"stop\"")).Choices[0].Parts));
        Assert.Equal("a\ufffd\ufffd\nA", text.Value);
    }
}
