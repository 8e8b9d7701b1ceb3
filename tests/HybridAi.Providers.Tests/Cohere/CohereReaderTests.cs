using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Cohere;

public sealed class CohereReaderTests
{
    private const string Usage = """{"billed_units":{"input_tokens":9,"output_tokens":4},"tokens":{"input_tokens":70.0,"output_tokens":5},"cached_tokens":30}""";

    private static readonly string[] TextStream =
    [
        """{"id":"r1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""",
        """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
        """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Emperors "}}},"logprobs":{"text":"Emperors ","token_ids":[5,6],"logprobs":[-0.5,-1]}}""",
        """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"are \u00e4lter."}}}}""",
        """{"type":"content-end","index":0}""",
        """{"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":8,"text":"Emperors","sources":[{"type":"document","id":"doc:0","document":{"title":"Penguins"}}],"type":"TEXT_CONTENT"}}}}""",
        """{"type":"citation-end","index":0}""",
        $$$"""{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{{{Usage}}} }}""",
    ];

    private static readonly string[] ToolStream =
    [
        """{"id":"r2","type":"message-start","delta":{"message":{"role":"assistant"}}}""",
        """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}""",
        """{"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Hm."}}}}""",
        """{"type":"content-end","index":0}""",
        """{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I will "}}}""",
        """{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"look."}}}""",
        """{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c1","type":"function","function":{"name":"f","arguments":""}}}}}""",
        """{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"a\":"}}}}}""",
        """{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"1}"}}}}}""",
        """{"type":"tool-call-end","index":0}""",
        """{"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}}}}""",
        """{"type":"tool-call-end","index":1}""",
        $$$"""{"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{{{Usage}}} }}""",
    ];

    private const string TextAnswer = $$$"""
        {"id":"r1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Emperors are älter."}],
         "citations":[{"start":0,"end":8,"text":"Emperors","sources":[{"type":"document","id":"doc:0","document":{"title":"Penguins"}}],"type":"TEXT_CONTENT"}]},
         "usage":{{{Usage}}},"logprobs":[{"text":"Emperors ","token_ids":[5,6],"logprobs":[-0.5,-1]}]}
        """;

    private const string ToolAnswer = $$$"""
        {"id":"r2","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_plan":"I will look.","content":[{"type":"thinking","thinking":"Hm."}],
         "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},"usage":{{{Usage}}} }
        """;

    [Fact]
    public void Read_TextStream_GivesTheseEvents()
    {
        var events = Stream(TextStream);

        Assert.Equal(
            ["Started", "PartStarted", "TextDelta", "TextDelta", "CitationAdded", "PartEnded", "UsageReported", "ChoiceFinished", "Ended"],
            events.Select(next => next.ToString()));
        var citation = events.OfType<ChatEvent.CitationAdded>().Single().Citation;
        Assert.Equal((0, 8, "doc:0", "Penguins", "cohere"), (citation.Start, citation.End, citation.DocumentId, citation.Title, citation.Wire));
        Assert.StartsWith("""{"start":0,"end":8""", citation.Json.Decode(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Text_SaysAllOfIt()
    {
        var response = Fold(Stream(TextStream));

        Assert.Equal(new ResponseHead("r1", "command-a-03-2025"), response.Head);
        var text = Assert.IsType<ChatPart.Text>(Assert.Single(response.Choices[0].Parts));
        Assert.Equal("Emperors are älter.", text.Value);
        Assert.Equal([("Emperors ", -0.5, 5), ("", -1, 6)], text.Logprobs.Select(token => (token.Token, token.Logprob, token.TokenId!.Value)));
        Assert.Equal(new ChatFinish(FinishReason.Stop, "COMPLETE"), response.Choices[0].Finish);
        Assert.Equal(new TokenUsage { Input = 40, CachedInput = 30, Output = 5 }, response.Usage!.Tokens);
        Assert.Equal(new TokenUsage { Input = 9, Output = 4 }, response.Usage.Billed);
    }

    [Fact]
    public void Read_Tools_SaysAllOfIt()
    {
        var parts = Fold(Stream(ToolStream)).Choices[0].Parts;

        Assert.Equal(new ReasoningText(ReasoningKind.Thought, "Hm."), Assert.Single(Assert.IsType<ChatPart.Reasoning>(parts[0]).Texts));
        Assert.Equal(new ReasoningText(ReasoningKind.Plan, "I will look."), Assert.Single(Assert.IsType<ChatPart.Reasoning>(parts[1]).Texts));
        Assert.Equal([("c1", "f", """{"a":1}"""), ("c2", "g", "{}")], parts.Skip(2).Cast<ChatPart.ToolCall>().Select(call => (call.Id, call.Name, call.Input.Decode())));
    }

    [Fact]
    public void Read_StreamAndWholeAnswer_SayTheSame()
    {
        AssertSame(TextAnswer, TextStream);
        AssertSame(ToolAnswer, ToolStream);
    }

    [Theory]
    [InlineData("COMPLETE", FinishReason.Stop)]
    [InlineData("STOP_SEQUENCE", FinishReason.Stop)]
    [InlineData("MAX_TOKENS", FinishReason.Length)]
    [InlineData("TOOL_CALL", FinishReason.ToolCalls)]
    [InlineData("SOMETHING_NEW", FinishReason.Stop)]
    public void Read_FinishReason_IsMapped(string raw, FinishReason reason)
    {
        var response = Fold(Answer($$$"""{"id":"x","finish_reason":"{{{raw}}}","message":{"content":[{"type":"text","text":"a"}]}}"""));

        Assert.Equal(new ChatFinish(reason, raw), response.Choices[0].Finish);
        Assert.Null(response.Usage);
    }

    [Theory]
    [InlineData("ERROR", null, "The provider ended its answer with an error and without a message.")]
    [InlineData("TIMEOUT", null, "The provider ended its answer because it took too long.")]
    [InlineData("ERROR", "\"boom\"", "boom")]
    public void Read_ErrorAtTheEnd_Fails(string reason, string? error, string message)
    {
        var end = $$$"""{"type":"message-end","delta":{"finish_reason":"{{{reason}}}","error":{{{error ?? "null"}}},"usage":{{{Usage}}} }}""";
        var events = Stream([TextStream[0], TextStream[1], TextStream[2], end]);

        Assert.Equal(message, Assert.IsType<ChatEvent.Failed>(events[^1]).Error.Message);
        Assert.Contains(events, next => next is ChatEvent.UsageReported);
        Assert.Equal(message, new CohereFormat().ReadStreamError(Encoding.UTF8.GetBytes(end)).Message);
    }

    [Fact]
    public void Read_ErrorAmidAStream_Fails()
    {
        var events = Stream([TextStream[0], """{"message":"too many tokens: size limit exceeded","id":"e"}"""]);

        Assert.Equal("too many tokens: size limit exceeded", Assert.IsType<ChatEvent.Failed>(events[^1]).Error.Message);
    }

    [Fact]
    public void Read_UnknownEventsAndComments_SayNothing() => Assert.Equal(
        Stream(TextStream).Select(next => next.ToString()),
        Stream([TextStream[0], """{"type":"debug","prompt":"p"}""", "", "[DONE]", """{"type":"new-thing","delta":{"message":{"content":{"text":"x"}}}}""", .. TextStream[1..], """{"type":"content-delta","delta":{"message":{"content":{"text":"late"}}}}"""])
            .Select(next => next.ToString()));

    [Fact]
    public void Read_CitationsOfThePlan_AreKeptRaw()
    {
        var stream = ToolStream.ToList();
        stream.Insert(6, """{"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"type":"PLAN"}}}}""");
        var response = Fold(Stream([.. stream]));

        Assert.Equal(new ExtraField("citations/0", Verbatim.Of("""{"start":0,"type":"PLAN"}""")), Assert.Single(response.Choices[0].Extra));
    }

    [Fact]
    public void Read_CallOfATextTool_GivesItsText()
    {
        var target = new ChatTarget(new Deployment { Provider = "cohere", Model = "m" }, ProviderProfiles.Find("cohere")!) { Tools = [new ToolDefinition.Custom("f")] };
        var (reader, events) = (new CohereFormat().Chat.OpenReader(target), new List<ChatEvent>());
        foreach (var data in ToolStream)
            Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(data.Replace("""{\"a\":""", """{\"input\":""", StringComparison.Ordinal).Replace("\"1}\"", "\"\\\"x y\\\"}\"", StringComparison.Ordinal)), events));
        var call = Assert.IsType<ChatPart.ToolCall>(Fold(events).Choices[0].Parts[2]);

        Assert.Equal((ToolKind.Custom, "x y"), (call.Kind, call.Input.Decode()));
    }

    [Fact]
    public void Read_CutStream_DoesNotEnd()
    {
        var events = Stream(TextStream[..4]);

        Assert.DoesNotContain(events, next => next is ChatEvent.Ended or ChatEvent.Failed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"message":"x","finish_reason":"COMPLETE"}""")]
    [InlineData("""{"message":{"tool_calls":[{"id":"a"}]},"finish_reason":"COMPLETE"}""")]
    [InlineData("""{"message":{"content":[{"type":"text","text":"\ud800"}]},"finish_reason":"COMPLETE"}""")]
    public void ReadAnswer_NoAnswer_SaysWhatIsWrong(string body) => Assert.NotNull(Reader().ReadAnswer(Encoding.UTF8.GetBytes(body), []));

    [Theory]
    [InlineData("""{"type":"tool-call-delta","delta":{"message":{"tool_calls":{"function":{"arguments":"x"}}}}}""")]
    [InlineData("""{"type":"tool-call-start","delta":{"message":{"tool_calls":{"id":"c"}}}}""")]
    [InlineData("""{"type":"message-end","delta":{}}""")]
    [InlineData("""{"type":"message-end" """)]
    [InlineData("7")]
    [InlineData("""{"type":"content-delta","delta":{"message":{"content":{"text":"\udc00"}}}}""")]
    public void Read_NoEvent_SaysWhatIsWrong(string data) => Assert.NotNull(Reader().Read(default, Encoding.UTF8.GetBytes(data), []));

    [Fact]
    public void Read_MutatedStreams_StayLegal()
    {
        var random = new Random(11);
        string[] all = [.. TextStream, .. ToolStream];
        for (var i = 0; i < 3000; i++)
        {
            var reader = Reader();
            var grammar = new ChatGrammar();
            for (var step = random.Next(20); step >= 0; step--)
            {
                var bytes = Encoding.UTF8.GetBytes(all[random.Next(all.Length)]);
                if (random.Next(3) == 0)
                    bytes = Mutation.Of(bytes, random);
                var events = new List<ChatEvent>();
                reader.Read(default, bytes, events);
                foreach (var next in events)
                    Assert.Equal(EventFault.None, grammar.Check(next));
            }
        }
    }

    [Fact]
    public void ReadAnswer_MutatedAnswers_StayLegal()
    {
        var random = new Random(12);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = Mutation.Of(Encoding.UTF8.GetBytes(random.Next(2) == 0 ? TextAnswer : ToolAnswer), random);
            var events = new List<ChatEvent>();
            if (Reader().ReadAnswer(bytes, events) is null)
                Assert.True(Fold(events) is not null);
            new CohereFormat().ReadStreamError(bytes);
        }
    }

    private static void AssertSame(string answer, string[] stream)
    {
        var (whole, folded) = (Fold(Answer(answer)), Fold(Stream(stream)));
        Assert.Equal(folded.Head, whole.Head);
        Assert.Equal(folded.Usage, whole.Usage);
        Assert.Equal(folded.Choices[0].Finish, whole.Choices[0].Finish);
        Assert.Equal(folded.Choices[0].Parts.Count, whole.Choices[0].Parts.Count);
        foreach (var (ours, theirs) in folded.Choices[0].Parts.Zip(whole.Choices[0].Parts))
        {
            switch (ours)
            {
                case ChatPart.Text text:
                    var other = Assert.IsType<ChatPart.Text>(theirs);
                    Assert.Equal(text.Value, other.Value);
                    Assert.Equal(text.Citations, other.Citations);
                    Assert.Equal(text.Logprobs.Select(token => (token.Token, token.Logprob)), other.Logprobs.Select(token => (token.Token, token.Logprob)));
                    break;
                case ChatPart.Reasoning reasoning:
                    Assert.Equal(reasoning.Texts, Assert.IsType<ChatPart.Reasoning>(theirs).Texts);
                    break;
                default:
                    var (call, same) = (Assert.IsType<ChatPart.ToolCall>(ours), Assert.IsType<ChatPart.ToolCall>(theirs));
                    Assert.Equal((call.Id, call.Name, call.Input), (same.Id, same.Name, same.Input));
                    break;
            }
        }
    }

    private static ChatResponse Fold(List<ChatEvent> events)
    {
        var fold = new ChatFold();
        foreach (var next in events)
            Assert.Equal(EventFault.None, fold.Add(next));
        Assert.True(fold.IsOver);
        return fold.ToResponse()!;
    }

    private static List<ChatEvent> Answer(string body)
    {
        var events = new List<ChatEvent>();
        Assert.Null(Reader().ReadAnswer(Encoding.UTF8.GetBytes(body), events));
        return events;
    }

    private static List<ChatEvent> Stream(string[] data)
    {
        var (reader, events) = (Reader(), new List<ChatEvent>());
        foreach (var next in data)
            Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(next), events));
        reader.End(events);
        return events;
    }

    private static IChatReader Reader() => new CohereFormat().Chat.OpenReader(
        new ChatTarget(new Deployment { Provider = "cohere", Model = "command-a-03-2025" }, ProviderProfiles.Find("cohere")!));
}
