using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Tests.Chat;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

public sealed class GeminiReaderTests
{
    private const string Usage =
        """
        {"promptTokenCount":100,"cachedContentTokenCount":20,"candidatesTokenCount":50,"thoughtsTokenCount":30,"toolUsePromptTokenCount":5,"totalTokenCount":185,
        "promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":25},{"modality":"IMAGE","tokenCount":10},{"modality":"VIDEO","tokenCount":5}],
        "cacheTokensDetails":[{"modality":"AUDIO","tokenCount":15},{"modality":"TEXT","tokenCount":5}],
        "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":8},{"modality":"IMAGE","tokenCount":7}]}
        """;

    [Fact]
    public void A_recorded_stream_is_read()
    {
        var events = Stream(
            Target(),
            """{"candidates": [{"content": {"parts": [{"text": "**Plan**\n","thought": true}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 4,"totalTokenCount": 4},"modelVersion": "gemini-2.5-flash","responseId": "abc"}""",
            """{"candidates": [{"content": {"parts": [{"text": "Hel"}],"role": "model"},"index": 0}],"usageMetadata": {"promptTokenCount": 4,"totalTokenCount": 4},"modelVersion": "gemini-2.5-flash","responseId": "abc"}""",
            """{"candidates": [{"content": {"parts": [{"text": "lo"}],"role": "model"},"finishReason": "STOP","index": 0}],"usageMetadata": {"promptTokenCount": 4,"candidatesTokenCount": 2,"thoughtsTokenCount": 9,"totalTokenCount": 15},"modelVersion": "gemini-2.5-flash","responseId": "abc"}""");
        Assert.Equal(
            ["Started", "PartStarted", "ReasoningDelta", "UsageReported", "PartEnded", "PartStarted", "TextDelta", "TextDelta", "UsageReported", "PartEnded", "ChoiceFinished", "Ended"],
            events.Select(next => next.ToString()));
        var response = Fold(events);
        Assert.Equal(("abc", "gemini-2.5-flash"), (response.Head.Id, response.Head.Model));
        Assert.Equal(
            Structure.Of(new ChatPart[] { new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "**Plan**\n")]), new ChatPart.Text("Hello") }),
            Structure.Of(response.Choices[0].Parts));
        Assert.Equal(new ChatFinish(FinishReason.Stop, "STOP"), response.Choices[0].Finish);
        Assert.Equal(new TokenUsage { Input = 4, Output = 2, Reasoning = 9 }, response.Usage!.Tokens);
    }

    [Fact]
    public void Text_goes_out_as_soon_as_it_comes()
    {
        var events = new List<ChatEvent>();
        var reader = Format.Chat.OpenReader(Target());
        Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(Chunk("""{"text":"Hi"}""")), events));
        Assert.Equal("Hi", Assert.IsType<ChatEvent.TextDelta>(events[^1]).Text);
    }

    [Fact]
    public void A_whole_answer_equals_its_stream()
    {
        const string Parts =
            """{"text":"think ","thought":true},{"text":"more","thought":true},{"text":"a"},{"text":"b"},{"text":"c","thoughtSignature":"s1"},{"text":"d"},{"functionCall":{"name":"f","args":{"x":1},"id":"i"},"thoughtSignature":"s2"},{"inlineData":{"mimeType":"image/png","data":"AA=="}},{"inlineData":{"mimeType":"audio/L16;rate=24000","data":"AQI="}},{"inlineData":{"mimeType":"audio/L16;rate=24000","data":"Aw=="}},{"executableCode":{"language":"PYTHON","code":"1"}}""";
        var whole = Answer(Chunk(Parts, ",\"finishReason\":\"STOP\"")[..^1] + $",\"usageMetadata\":{Usage}}}");
        var pieces = Parts.Replace("},{\"text", "}|{\"text", StringComparison.Ordinal).Replace("},{\"f", "}|{\"f", StringComparison.Ordinal)
            .Replace("},{\"i", "}|{\"i", StringComparison.Ordinal).Replace("},{\"e", "}|{\"e", StringComparison.Ordinal).Split('|');
        Assert.Equal(11, pieces.Length);
        var chunks = pieces.Select(piece => Chunk(piece)).Append(Chunk("", ",\"finishReason\":\"STOP\"")[..^1] + $",\"usageMetadata\":{Usage}}}").ToArray();
        Assert.Equal(Structure.Of(whole), Structure.Of(FoldStream(chunks)));
        Assert.Equal(
            Structure.Of(new ChatPart[]
            {
                new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "think more")]), new ChatPart.Text("ab"), new ChatPart.Text("c") { Seal = Seal("s1") }, new ChatPart.Text("d"),
                Call("i", "f", """{"x":1}""") with { Seal = Seal("s2") },
                new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("AA=="))) { MediaType = "image/png" },
                new ChatPart.Speech(new byte[] { 1, 2, 3 }, "") { MediaType = "audio/L16;rate=24000" },
                new ChatPart.Opaque("gemini", "executableCode", Verbatim.Of("""{"executableCode":{"language":"PYTHON","code":"1"}}""")),
            }), Structure.Of(whole.Choices[0].Parts));
        Assert.Equal(FinishReason.ToolCalls, whole.Choices[0].Finish!.Reason);
        Assert.Equal(
            new TokenUsage { Input = 60, CachedInput = 20, AudioInput = 10, ImageInput = 15, Output = 35, Reasoning = 30, AudioOutput = 8, ImageOutput = 7 }, whole.Usage!.Tokens);
        Assert.Equal(185, whole.Usage.Tokens.TotalInput + whole.Usage.Tokens.TotalOutput);
    }

    [Fact]
    public void What_comes_back_is_sent_as_it_came()
    {
        var answer = FoldStream(
            Chunk("""{"text":"A","thought":true},{"text":"B"}"""), Chunk("""{"text":"","thoughtSignature":"c2ln\u003d"}"""),
            Chunk("""{"functionCall":{"name":"f","args":{"x":[1,2]},"id":"i"},"thoughtSignature":"YQ\u003d\u003d"}""", ",\"finishReason\":\"STOP\""));
        var body = Write(Ask(User("q"), Model([.. answer.Choices[0].Parts]), Tool(Result("i", "{}"))), Flash35);
        Assert.Equal(
            """[{"text":"A","thought":true},{"text":"B"},{"text":"","thoughtSignature":"c2ln="},{"functionCall":{"id":"i","name":"f","args":{"x":[1,2]}},"thoughtSignature":"YQ=="}]""",
            At(body, "contents.1.parts"));
    }

    [Fact]
    public void Arguments_are_read_without_the_blanks_of_a_whole_answer()
    {
        var call = Assert.IsType<ChatPart.ToolCall>(Answer(Chunk("{\"functionCall\":{\"name\":\"f\",\"args\":{\n  \"a b\": \" \\\" \\\\\",\n  \"c\": [ 1, 2 ]\n}}}")).Choices[0].Parts[0]);
        Assert.Equal("""{"a b":" \" \\","c":[1,2]}""", call.Input.Decode());
        Assert.StartsWith("call_", call.Id, StringComparison.Ordinal);
        Assert.Equal(37, call.Id.Length);
    }

    [Theory]
    [InlineData("""{"functionCall":{"name":"f","id":""}}""", "{}")]
    [InlineData("""{"functionCall":{"name":"f","args":null,"id":null,"more":[1]}}""", "{}")]
    public void Calls_without_arguments_and_ids_get_them(string part, string expected)
    {
        var calls = Answer(Chunk($"{part},{part}")).Choices[0].Parts.Cast<ChatPart.ToolCall>().ToList();
        Assert.All(calls, call => Assert.Equal(expected, call.Input.Decode()));
        Assert.NotEqual(calls[0].Id, calls[1].Id);
    }

    [Theory]
    [InlineData("""{"input":"a \"b\""}""", "a \"b\"")]
    [InlineData("""{"query":"x"}""", """{"query":"x"}""")]
    public void Calls_of_tools_of_plain_text_are_text_again(string arguments, string expected)
    {
        var target = Target() with { Tools = [new ToolDefinition.Custom("sql"), new ToolDefinition.Function("f")] };
        var parts = Answer(Chunk($$$"""{"functionCall":{"name":"sql","args":{{{arguments}}}}},{"functionCall":{"name":"f","args":{{{arguments}}}}}"""), target).Choices[0].Parts;
        Assert.Equal((ToolKind.Custom, expected), (((ChatPart.ToolCall)parts[0]).Kind, ((ChatPart.ToolCall)parts[0]).Input.Decode()));
        Assert.Equal((ToolKind.Function, arguments), (((ChatPart.ToolCall)parts[1]).Kind, ((ChatPart.ToolCall)parts[1]).Input.Decode()));
    }

    [Fact]
    public void Candidates_are_told_apart()
    {
        var response = FoldStream(
            """{"candidates":[{"content":{"parts":[{"text":"a"}]},"index":1},{"content":{"parts":[{"text":"x"}]},"index":0}]}""",
            """{"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"y"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}""");
        Assert.Equal(["xy", "ab"], response.Choices.Select(choice => ((ChatPart.Text)Assert.Single(choice.Parts)).Value));
        Assert.Equal([FinishReason.Stop, FinishReason.Length], response.Choices.Select(choice => choice.Finish!.Reason));
        Assert.Equal(Flash25, response.Head.Model);
        Assert.Equal(32, response.Head.Id.Length);
    }

    [Fact]
    public void A_reason_on_every_chunk_ends_nothing_early()
    {
        var response = FoldStream(Chunk("""{"text":"a"}""", ",\"finishReason\":\"STOP\""), Chunk("""{"text":"b"}""", ",\"finishReason\":\"MAX_TOKENS\",\"finishMessage\":\"long\""));
        Assert.Equal("ab", ((ChatPart.Text)Assert.Single(response.Choices[0].Parts)).Value);
        Assert.Equal(new ChatFinish(FinishReason.Length, "MAX_TOKENS") { Explanation = "long" }, response.Choices[0].Finish);
    }

    [Theory]
    [InlineData("STOP", FinishReason.Stop)]
    [InlineData("NO_IMAGE", FinishReason.Stop)]
    [InlineData("OTHER", FinishReason.Stop)]
    [InlineData("CONTINUATION", FinishReason.Stop)]
    [InlineData("A_NEW_ONE", FinishReason.Stop)]
    [InlineData("MAX_TOKENS", FinishReason.Length)]
    [InlineData("SAFETY", FinishReason.ContentFilter)]
    [InlineData("RECITATION", FinishReason.ContentFilter)]
    [InlineData("LANGUAGE", FinishReason.ContentFilter)]
    [InlineData("BLOCKLIST", FinishReason.ContentFilter)]
    [InlineData("PROHIBITED_CONTENT", FinishReason.ContentFilter)]
    [InlineData("SPII", FinishReason.ContentFilter)]
    [InlineData("IMAGE_SAFETY", FinishReason.ContentFilter)]
    [InlineData("IMAGE_PROHIBITED_CONTENT", FinishReason.ContentFilter)]
    [InlineData("IMAGE_RECITATION", FinishReason.ContentFilter)]
    [InlineData("IMAGE_OTHER", FinishReason.ContentFilter)]
    [InlineData("MALFORMED_FUNCTION_CALL", FinishReason.Error)]
    [InlineData("UNEXPECTED_TOOL_CALL", FinishReason.Error)]
    [InlineData("TOO_MANY_TOOL_CALLS", FinishReason.Error)]
    [InlineData("MALFORMED_RESPONSE", FinishReason.Error)]
    public void Reasons_have_their_meaning(string word, FinishReason expected)
    {
        var finish = FoldStream(Chunk("", $",\"finishReason\":\"{word}\"")).Choices[0].Finish;
        Assert.Equal(new ChatFinish(expected, word), finish);
    }

    [Fact]
    public void An_answer_that_is_whole_needs_no_reason()
    {
        Assert.Equal(new ChatFinish(FinishReason.Stop, "FINISH_REASON_UNSPECIFIED"), Answer(Chunk("""{"text":"a"}""")).Choices[0].Finish);
        Assert.Equal(FinishReason.Stop, Answer(Chunk("""{"text":"a"}""", ",\"finishReason\":\"FINISH_REASON_UNSPECIFIED\"")).Choices[0].Finish!.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"candidates\":[]")]
    [InlineData(",\"candidates\":null")]
    public void A_blocked_prompt_is_a_choice_that_was_filtered(string candidates)
    {
        var body = """{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT","blockReasonMessage":"no","safetyRatings":[{"category":"X"}]},"usageMetadata":{"promptTokenCount":7}""" + candidates + "}";
        foreach (var response in new[] { Answer(body), FoldStream(body) })
        {
            Assert.Equal(new ChatFinish(FinishReason.ContentFilter, "PROHIBITED_CONTENT") { Explanation = "no" }, Assert.Single(response.Choices).Finish);
            Assert.Empty(response.Choices[0].Parts);
            Assert.Equal(new TokenUsage { Input = 7 }, response.Usage!.Tokens);
            Assert.Equal([new ExtraField("promptFeedback/safetyRatings", Verbatim.Of("""[{"category":"X"}]"""))], response.Extra);
        }
    }

    [Fact]
    public void Log_probabilities_are_on_the_text()
    {
        const string Logprobs =
            """
            ,"logprobsResult":{"topCandidates":[{"candidates":[{"token":"Hi","tokenId":5,"logProbability":-0.5},{"token":"Yo","logProbability":-1}]},{"candidates":[]}],
            "chosenCandidates":[{"token":"Hi","tokenId":5,"logProbability":-0.5},{"token":"!","logProbability":"-Infinity"}]},"avgLogprobs":-0.25
            """;
        var choice = Answer(Chunk("""{"text":"x","thought":true},{"text":"Hi!"}""", Logprobs)).Choices[0];
        var logprobs = ((ChatPart.Text)choice.Parts[1]).Logprobs;
        Assert.Equal(["Hi:-0.5:5", "!:-9999:"], logprobs.Select(logprob => $"{logprob.Token}:{logprob.Logprob}:{logprob.TokenId}"));
        Assert.Equal(["Hi", "Yo"], logprobs[0].Top.Select(logprob => logprob.Token));
        Assert.Empty(logprobs[1].Top);
        Assert.Equal(["avgLogprobs"], choice.Extra.Select(field => field.Path));
        Assert.Equal(["logprobsResult", "avgLogprobs"], Answer(Chunk("""{"functionCall":{"name":"f"}}""", Logprobs)).Choices[0].Extra.Select(field => field.Path));
    }

    [Fact]
    public void Grounding_becomes_citations_of_the_text()
    {
        const string Grounding =
            """
            ,"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"https://a","title":"A"}},{"retrievedContext":{"uri":"https://b","title":"B","text":"words"}},{"maps":{"uri":"https://c","placeId":"p"}}],
            "groundingSupports":[{"segment":{"endIndex":7,"text":"Grüße"},"groundingChunkIndices":[0,1,9,-1,"x"]},{"segment":{"startIndex":8,"endIndex":99},"groundingChunkIndices":[0]}]}
            """;
        var streamed = FoldStream(Chunk("""{"text":"Grüß"}"""), Chunk("""{"text":"e alle"}"""), Chunk("""{"text":"","thoughtSignature":"s"}""", Grounding)).Choices[0];
        var text = (ChatPart.Text)streamed.Parts[0];
        Assert.Equal(
            [("https://a", "A", 0, 5, null, null), ("https://b", "B", 0, 5, "words", null), ("https://a", "A", null, null, null, null), ("https://c", null, null, null, null, "p")],
            text.Citations.Select(citation => (citation.Url, citation.Title, citation.Start, citation.End, citation.Quote, citation.DocumentId)));
        Assert.StartsWith("{\"segment\":{\"endIndex\":7", text.Citations[0].Json.Decode(), StringComparison.Ordinal);
        Assert.Equal("s", streamed.Parts[1].Seal!.Data.Decode());
        Assert.Equal(["groundingMetadata"], streamed.Extra.Select(field => field.Path));
        var whole = Answer(Chunk("""{"text":"Grüße alle","thoughtSignature":"s"}""", Grounding)).Choices[0];
        Assert.Equal(Structure.Of(text.Citations), Structure.Of(((ChatPart.Text)whole.Parts[0]).Citations));
    }

    [Fact]
    public void Citations_are_told_once()
    {
        const string Cited = ",\"citationMetadata\":{\"citations\":[{\"startIndex\":1,\"endIndex\":2,\"uri\":\"https://a\",\"title\":\"A\",\"license\":\"mit\"}]}";
        var choice = FoldStream(Chunk("""{"text":"abc"}""", Cited), Chunk("""{"text":"d"}""", Cited + ",\"finishReason\":\"STOP\"")).Choices[0];
        var citation = Assert.Single(((ChatPart.Text)Assert.Single(choice.Parts)).Citations);
        Assert.Equal(("gemini", "https://a", "A", 1, 2), (citation.Wire, citation.Url, citation.Title, citation.Start, citation.End));
        Assert.Contains("\"license\":\"mit\"", citation.Json.Decode(), StringComparison.Ordinal);
        Assert.Equal(["citationMetadata"], Answer(Chunk("""{"functionCall":{"name":"f"}}""", Cited)).Choices[0].Extra.Select(field => field.Path));
    }

    [Fact]
    public void Unknown_fields_are_kept()
    {
        var response = Answer("""{"candidates":[{"content":{"parts":[{"text":"a"}]},"safetyRatings":[1],"novel":{"b":2},"tokenCount":3,"nothing":null}],"createTime":"t","modelStatus":{"m":1}}""");
        Assert.Equal([new ExtraField("createTime", Verbatim.Of("\"t\"")), new ExtraField("modelStatus", Verbatim.Of("""{"m":1}"""))], response.Extra);
        Assert.Equal([new ExtraField("safetyRatings", Verbatim.Of("[1]")), new ExtraField("novel", Verbatim.Of("""{"b":2}"""))], response.Choices[0].Extra);
    }

    [Theory]
    [InlineData("""{"fileData":{"mimeType":"video/mp4","fileUri":"https://v"}}""", "Media")]
    [InlineData("""{"toolCall":{"id":"x"}}""", "Opaque toolCall")]
    [InlineData("""{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}}""", "Opaque codeExecutionResult")]
    [InlineData("""{"inlineData":{"mimeType":"image/png","data":"AA=="},"thought":true}""", "Opaque thought")]
    [InlineData("""{"inlineData":{"mimeType":"text/csv","data":"AA=="},"thoughtSignature":"s"}""", "Media s")]
    [InlineData("""{"thoughtSignature":"s"}""", "Text s")]
    [InlineData("""{"text":null,"thoughtSignature":"s","thought":true}""", "Reasoning s")]
    [InlineData("""{"text":"","thought":true}""", "")]
    [InlineData("""{"text":""}""", "")]
    [InlineData("{}", "")]
    public void Rare_parts_have_their_place(string part, string expected)
    {
        var parts = Answer(Chunk(part)).Choices[0].Parts;
        Assert.Equal(expected, string.Join(",", parts.Select(each => $"{each} {(each as ChatPart.Opaque)?.Type}{each.Seal?.Data.Decode()}".Trim())));
    }

    [Theory]
    [InlineData("""{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}""", 503, "UNAVAILABLE", "busy")]
    [InlineData("""{"error":"broken"}""", null, null, "broken")]
    [InlineData("""{"error":{}}""", null, null, "The provider reported an error without a message.")]
    public void An_error_in_a_stream_fails_it(string error, int? status, string? type, string message)
    {
        foreach (var chunks in new string[][] { [error], [Chunk("""{"text":"a"}"""), error, Chunk("""{"text":"b"}""")] })
        {
            var failed = Assert.IsType<ChatEvent.Failed>(Stream(Target(), chunks)[^1]);
            Assert.Equal((status, type, message), (failed.Error.Status, failed.Error.Type, failed.Error.Message));
        }

        var events = new List<ChatEvent>();
        Assert.Null(Format.Chat.OpenReader(Target()).ReadAnswer(Encoding.UTF8.GetBytes(error), events));
        Assert.IsType<ChatEvent.Failed>(Assert.Single(events));
    }

    [Theory]
    [InlineData("[{\"candidates\":[]}]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"choices\":[]}")]
    [InlineData("{\"candidates\":{}}")]
    [InlineData("{\"candidates\":[7]}")]
    [InlineData("{\"candidates\":[{\"index\":128}]}")]
    [InlineData("{\"candidates\":[{\"index\":-1}]}")]
    [InlineData("{\"candidates\":[{\"index\":\"1\"}]}")]
    [InlineData("{\"candidates\":[{\"index\":1}]}")]
    [InlineData("{\"candidates\":[]}")]
    [InlineData("{\"candidates\":[{\"content\":[]}]}")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[1]}}]}")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":1}]}}]}")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\\ud800\"}]}}]}")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"args\":{}}}]}}]}")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":[]}]}}]}")]
    [InlineData("{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"audio/x\",\"data\":\"!\"}}]}}]}")]
    [InlineData("{\"candidates\":[]} {}")]
    [InlineData("{\"candidates\":[")]
    [InlineData("")]
    public void What_is_no_answer_is_refused(string body) => Assert.NotEmpty(Wrong(body));

    [Fact]
    public void Nesting_is_bounded() => Assert.NotEmpty(Wrong("{\"candidates\":" + new string('[', 100_000)));

    [Fact]
    public void A_stream_that_was_cut_does_not_end()
    {
        foreach (var chunks in new string[][] { [], [Chunk("""{"text":"a"}""")], ["""{"usageMetadata":{"promptTokenCount":1}}"""], ["""{"candidates":[{"index":1,"finishReason":"STOP"}]}"""] })
            Assert.DoesNotContain(Stream(Target(), chunks), next => next is ChatEvent.Ended);
    }

    [Fact]
    public void Comments_say_nothing()
    {
        var events = new List<ChatEvent>();
        Assert.Null(Format.Chat.OpenReader(Target()).Read(default, default, events));
        Assert.Empty(events);
    }

    [Theory]
    [InlineData("""{"promptTokenCount":-1}""")]
    [InlineData("""{"promptTokenCount":1.5}""")]
    [InlineData("""{"promptTokenCount":"1"}""")]
    [InlineData("""{"promptTokenCount":99999999999}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_count_that_cannot_be_is_unknown(string usage) =>
        Assert.Null(Answer($$"""{"candidates":[{}],"usageMetadata":{{usage}}}""").Usage);

    [Fact]
    public void Parts_of_a_count_are_never_more_than_the_whole()
    {
        var usage = Answer(
            """{"candidates":[{}],"usageMetadata":{"promptTokenCount":10,"cachedContentTokenCount":8,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":9},7,{"tokenCount":1}],"candidatesTokenCount":3,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":4}]}}""").Usage!.Tokens;
        Assert.Equal(new TokenUsage { CachedInput = 8, AudioInput = 2, ImageOutput = 3 }, usage);
    }
}
