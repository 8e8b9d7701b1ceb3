using HybridAi.Core.Chat;

namespace HybridAi.Core.Tests.Chat;

public sealed class ChatGrammarTests
{
    private static readonly ChatEvent Started = new ChatEvent.Started(new ResponseHead("r", "m"));
    private static readonly ChatEvent Ended = new ChatEvent.Ended();
    private static readonly ChatEvent Failed = new ChatEvent.Failed(new ChatError("why"));
    private static readonly ChatEvent Finished = new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.Stop, "stop"));
    private static readonly ChatEvent TextStarted = Start(new ChatPart.Text(""));
    private static readonly ChatEvent TextDelta = new ChatEvent.TextDelta(0, 0, "a");
    private static readonly ChatEvent PartEnded = new ChatEvent.PartEnded(0, 0);
    private static readonly ChatEvent SealedPart = new ChatEvent.Sealed(0, 0, new Seal("p", Verbatim.Of("c2VhbA==")));
    private static readonly ExtraField Field = new("x", Verbatim.Of("1"));

    public static TheoryData<EventFault, ChatEvent[]> Illegal => new()
    {
        { EventFault.NotStarted, [TextStarted] },
        { EventFault.NotStarted, [Ended] },
        { EventFault.AlreadyStarted, [Started, Started] },
        { EventFault.AfterEnd, [Started, Finished, Ended, Ended] },
        { EventFault.AfterEnd, [Failed, Started] },
        { EventFault.AfterEnd, [Started, Failed, Failed] },
        { EventFault.NoSuchChoice, [Started, new ChatEvent.PartStarted(-1, 0, new ChatPart.Text(""))] },
        { EventFault.NoSuchChoice, [Started, new ChatEvent.PartStarted(128, 0, new ChatPart.Text(""))] },
        { EventFault.NoSuchChoice, [Started, new ChatEvent.ChoiceFinished(int.MaxValue, new ChatFinish(FinishReason.Stop, "stop"))] },
        { EventFault.NoSuchChoice, [Started, new ChatEvent.FieldAdded(-1, false, Field)] },
        { EventFault.NoSuchChoice, [Started, new ChatEvent.FieldAdded(128, true, Field)] },
        { EventFault.ChoiceIsFinished, [Started, Finished, Finished] },
        { EventFault.ChoiceIsFinished, [Started, Finished, TextStarted] },
        { EventFault.PartIsOpen, [Started, TextStarted, new ChatEvent.PartStarted(0, 1, new ChatPart.Text(""))] },
        { EventFault.PartIsOpen, [Started, TextStarted, Finished] },
        { EventFault.NoSuchPart, [Started, new ChatEvent.PartStarted(0, 1, new ChatPart.Text(""))] },
        { EventFault.NoSuchPart, [Started, TextStarted, PartEnded, TextStarted] },
        { EventFault.NoSuchPart, [Started, TextDelta] },
        { EventFault.NoSuchPart, [Started, TextStarted, new ChatEvent.TextDelta(0, 1, "a")] },
        { EventFault.NoSuchPart, [Started, TextStarted, PartEnded, new ChatEvent.PartStarted(0, 1, new ChatPart.Text("")), TextDelta] },
        { EventFault.NoSuchPart, [Started, TextStarted, PartEnded, PartEnded] },
        { EventFault.NoSuchPart, [Started, TextStarted, PartEnded, TextDelta] },
        { EventFault.NoSuchPart, [Started, new ChatEvent.FieldAdded(null, true, Field)] },
        { EventFault.NoSuchPart, [Started, new ChatEvent.FieldAdded(0, true, Field)] },
        { EventFault.NoSuchPart, [Started, Finished, new ChatEvent.FieldAdded(0, true, Field)] },
        { EventFault.NotInAnAnswer, [Started, Start(new ChatPart.ToolResult("c", []))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Text("a"))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Text("") { Citations = [new Citation("w", default)] })] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Text("") { Logprobs = [new TokenLogprob("a", 0)] })] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Text("") { Seal = new Seal("p", default) })] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Refusal("a"))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Refusal("") { Logprobs = [new TokenLogprob("a", 0)] })] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "")]))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.ToolCall(ToolKind.Function, "c", "f", Verbatim.Of("{}")))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Speech(new byte[1], ""))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Speech(default, "a"))] },
        { EventFault.ContentInOpening, [Started, Start(new ChatPart.Speech(default, "") { ExpiresAt = DateTimeOffset.UnixEpoch })] },
        { EventFault.WrongKind, [Started, TextStarted, new ChatEvent.RefusalDelta(0, 0, "a")] },
        { EventFault.WrongKind, [Started, TextStarted, Thought(0)] },
        { EventFault.WrongKind, [Started, TextStarted, new ChatEvent.ToolInputDelta(0, 0, default)] },
        { EventFault.WrongKind, [Started, TextStarted, new ChatEvent.SpeechDelta(0, 0, default, "a")] },
        { EventFault.WrongKind, [Started, Start(new ChatPart.Refusal("")), TextDelta] },
        { EventFault.WrongKind, [Started, Start(new ChatPart.Refusal("")), new ChatEvent.CitationAdded(0, 0, new Citation("w", default))] },
        { EventFault.WrongKind, [Started, Start(new ChatPart.Opaque("w", "t", default)), SealedPart] },
        { EventFault.NoSuchText, [Started, Start(new ChatPart.Reasoning([])), Thought(1)] },
        { EventFault.NoSuchText, [Started, Start(new ChatPart.Reasoning([])), Thought(-1)] },
        { EventFault.NoSuchText, [Started, Start(new ChatPart.Reasoning([])), Thought(0), Thought(1), Thought(0)] },
        { EventFault.NoSuchText, [Started, Start(new ChatPart.Reasoning([])), Thought(0), Thought(0, ReasoningKind.Summary)] },
        { EventFault.AlreadySealed, [Started, TextStarted, SealedPart, SealedPart] },
        { EventFault.Unfinished, [Started, Ended] },
        { EventFault.Unfinished, [Started, TextStarted, PartEnded, Ended] },
        { EventFault.Unfinished, [Started, new ChatEvent.ChoiceFinished(1, new ChatFinish(FinishReason.Stop, "stop")), Ended] },
        { EventFault.Unfinished, [Started, Finished, new ChatEvent.FieldAdded(1, false, Field), Ended] },
    };

    [Theory]
    [MemberData(nameof(Illegal))]
    public void The_last_event_of_an_illegal_order_is_reported(EventFault expected, ChatEvent[] events)
    {
        var grammar = new ChatGrammar();
        foreach (var e in events[..^1])
            Assert.Equal(EventFault.None, grammar.Check(e));

        Assert.Equal(expected, grammar.Check(events[^1]));
    }

    [Fact]
    public void An_event_with_a_fault_changes_nothing()
    {
        var intruders = Illegal.SelectMany(row => row.Data.Item2).ToList();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var response = new ModelGenerator(seed).Response();
            var fold = new ChatFold();
            List<ChatEvent> taken = [];
            foreach (var e in ChatReplay.Events(response))
            {
                for (var i = 0; i < 5; i++)
                    Intrude(fold, taken, intruders[random.Next(intruders.Count)]);
                Assert.Equal(EventFault.None, fold.Add(e));
                taken.Add(e);
            }
            Assert.Equal(Structure.Of(response), Structure.Of(fold.ToResponse()));
        }
    }

    [Fact]
    public void Leaving_out_or_doubling_a_step_is_always_noticed()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var events = Chunking.Rearrange(ChatReplay.Events(new ModelGenerator(seed).Response()), seed);
            for (var i = 0; i < events.Count; i++)
            {
                if (events[i] is not (ChatEvent.Started or ChatEvent.PartStarted or ChatEvent.PartEnded or ChatEvent.ChoiceFinished or ChatEvent.Ended))
                    continue;
                if (events[i] is not ChatEvent.ChoiceFinished finished || IsKnownOtherwise(finished.Choice, events))
                    Assert.False(IsComplete([.. events[..i], .. events[(i + 1)..]]), $"seed {seed}: {events[i]} left out at {i}");
                Assert.False(IsComplete([.. events[..i], events[i], .. events[i..]]), $"seed {seed}: {events[i]} doubled at {i}");
            }
        }
    }

    [Fact]
    public void Fields_and_usage_may_follow_the_finish_reason()
    {
        var grammar = new ChatGrammar();
        foreach (var e in new[] { Started, Finished, new ChatEvent.FieldAdded(0, false, Field), new ChatEvent.UsageReported(new ReportedUsage(default)), Ended })
            Assert.Equal(EventFault.None, grammar.Check(e));

        Assert.True(grammar.IsOver);
    }

    /// <summary>Adds an event if it is out of order here, as a grammar says that has seen only the legal events so far.</summary>
    private static void Intrude(ChatFold fold, List<ChatEvent> taken, ChatEvent intruder)
    {
        var untouched = new ChatGrammar();
        foreach (var e in taken)
            untouched.Check(e);
        var fault = untouched.Check(intruder);
        if (fault != EventFault.None)
            Assert.Equal(fault, fold.Add(intruder));
    }

    /// <summary>A choice without content is known by its finish alone, unless it is the only one or a later one shows that it exists.</summary>
    private static bool IsKnownOtherwise(int choice, List<ChatEvent> events) => choice == 0 || events.Exists(e => e switch
    {
        ChatEvent.PartEvent part => part.Choice == choice,
        ChatEvent.FieldAdded field => field.Choice == choice,
        ChatEvent.ChoiceFinished later => later.Choice > choice,
        _ => false,
    });

    private static bool IsComplete(List<ChatEvent> events)
    {
        var grammar = new ChatGrammar();
        return events.TrueForAll(e => grammar.Check(e) == EventFault.None) && grammar.IsOver;
    }

    private static ChatEvent Start(ChatPart opening) => new ChatEvent.PartStarted(0, 0, opening);

    private static ChatEvent Thought(int index, ReasoningKind kind = ReasoningKind.Thought) =>
        new ChatEvent.ReasoningDelta(0, 0, index, new ReasoningText(kind, "hm"));
}
