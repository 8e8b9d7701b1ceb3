using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Chat;

public sealed class ChatFoldTests
{
    private const int Cases = 3000;

    [Fact]
    public void A_replayed_response_folds_to_itself()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var response = new ModelGenerator(seed).Response(failed: seed % 5 == 0);

            AssertFoldsTo(response, ChatReplay.Events(response), seed);
        }
    }

    [Fact]
    public void Any_chunking_and_mingling_folds_to_the_same_response()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var response = new ModelGenerator(seed).Response(failed: seed % 5 == 0);

            AssertFoldsTo(response, Chunking.Rearrange(ChatReplay.Events(response), seed), seed);
        }
    }

    [Fact]
    public void Every_prefix_of_a_stream_is_a_response_that_replays_as_one_cut_off()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var events = Chunking.Rearrange(ChatReplay.Events(new ModelGenerator(seed).Response()), seed);
            var error = new ModelGenerator(seed).Error();
            var fold = new ChatFold();
            foreach (var e in events[..^1])
            {
                Assert.Equal(EventFault.None, fold.Add(e));
                Assert.False(fold.IsOver);
                var cut = fold.ToResponse()! with { Error = error };

                AssertFoldsTo(cut, ChatReplay.Events(cut), seed);
            }
        }
    }

    [Fact]
    public void A_part_that_was_open_when_the_provider_failed_is_kept()
    {
        var fold = new ChatFold();
        Feed(fold, new ChatEvent.Started(new ResponseHead("r", "m")),
            new ChatEvent.PartStarted(0, 0, new ChatPart.Text("")),
            new ChatEvent.TextDelta(0, 0, "Hal"),
            new ChatEvent.Failed(new ChatError("overloaded")));

        var response = fold.ToResponse()!;

        Assert.True(fold.IsOver);
        Assert.Equal("overloaded", response.Error!.Message);
        Assert.Equal("Hal", Assert.IsType<ChatPart.Text>(Assert.Single(response.Choices[0].Parts)).Value);
        Assert.Null(response.Choices[0].Finish);
    }

    [Fact]
    public void An_error_before_the_response_began_leaves_no_response_but_the_error()
    {
        var fold = new ChatFold();

        Feed(fold, new ChatEvent.Failed(new ChatError("no such model") { Status = 404 }));

        Assert.Null(fold.ToResponse());
        Assert.Equal(404, fold.Error!.Status);
    }

    [Fact]
    public void The_last_usage_and_the_last_value_of_a_field_count()
    {
        var fold = new ChatFold();
        Feed(fold, new ChatEvent.Started(new ResponseHead("r", "m")),
            new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 5 })),
            new ChatEvent.FieldAdded(null, false, new ExtraField("x", Verbatim.Of("1"))),
            new ChatEvent.FieldAdded(null, false, new ExtraField("y", Verbatim.Of("2"))),
            new ChatEvent.FieldAdded(null, false, new ExtraField("x", Verbatim.Of("3"))),
            new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 5, Output = 9 })));

        var response = fold.ToResponse()!;

        Assert.Equal(9, response.Usage!.Tokens.Output);
        Assert.Equal([new ExtraField("x", Verbatim.Of("3")), new ExtraField("y", Verbatim.Of("2"))], response.Extra);
    }

    [Fact]
    public void A_field_of_a_part_joins_those_it_began_with_and_only_there()
    {
        var first = new ExtraField("index", Verbatim.Of("0"));
        var second = new ExtraField("format", Verbatim.Of("\"v1\""));
        var fold = new ChatFold();
        Feed(fold, new ChatEvent.Started(new ResponseHead("r", "m")),
            new ChatEvent.PartStarted(0, 0, new ChatPart.Reasoning([]) { Extra = [first] }),
            new ChatEvent.FieldAdded(0, true, second),
            new ChatEvent.PartEnded(0, 0),
            new ChatEvent.PartStarted(0, 1, new ChatPart.Text("")),
            new ChatEvent.PartEnded(0, 1),
            new ChatEvent.FieldAdded(0, false, second));

        var choice = fold.ToResponse()!.Choices[0];

        Assert.Equal([first, second], choice.Parts[0].Extra);
        Assert.Empty(choice.Parts[1].Extra);
        Assert.Equal([second], choice.Extra);
    }

    [Fact]
    public void Content_beyond_the_bound_is_refused_and_what_came_before_is_kept()
    {
        var fold = new ChatFold(maxContent: 165);
        Feed(fold, new ChatEvent.Started(new ResponseHead("r", "m")),
            new ChatEvent.PartStarted(0, 0, new ChatPart.Text("")),
            new ChatEvent.TextDelta(0, 0, new string('a', 100)));

        Assert.Equal(EventFault.TooLarge, fold.Add(new ChatEvent.TextDelta(0, 0, new string('b', 100))));

        Feed(fold, new ChatEvent.TextDelta(0, 0, "c"), new ChatEvent.Failed(new ChatError("too large")));
        Assert.Equal(new string('a', 100) + "c", ((ChatPart.Text)fold.ToResponse()!.Choices[0].Parts[0]).Value);
    }

    [Theory]
    [MemberData(nameof(Endless))]
    public void A_stream_without_end_reaches_the_bound_whatever_it_repeats(string what, ChatEvent[] opening, ChatEvent[] repeated)
    {
        var fold = new ChatFold(maxContent: 100_000);
        Feed(fold, [new ChatEvent.Started(new ResponseHead("r", "m")), .. opening]);
        for (var i = 0; i < 10_000; i++)
        {
            foreach (var e in repeated)
            {
                if (fold.Add(e) == EventFault.TooLarge)
                    return;
            }
        }
        Assert.Fail($"{what} went on for ever");
    }

    public static TheoryData<string, ChatEvent[], ChatEvent[]> Endless => new()
    {
        { "empty deltas", [new ChatEvent.PartStarted(0, 0, new ChatPart.Text(""))], [new ChatEvent.TextDelta(0, 0, "")] },
        { "log probabilities", [new ChatEvent.PartStarted(0, 0, new ChatPart.Refusal(""))],
            [new ChatEvent.RefusalDelta(0, 0, "") { Logprobs = [new TokenLogprob("a", -1) { Top = [new TokenLogprob("b", -2)] }] }] },
        { "usage", [], [new ChatEvent.UsageReported(new ReportedUsage(default))] },
        { "fields", [], [new ChatEvent.FieldAdded(null, false, new ExtraField("a", Verbatim.Of("1")))] },
    };

    [Fact]
    public void A_flood_of_fields_ends_soon_because_they_are_looked_up_one_by_one()
    {
        var fold = new ChatFold(maxContent: 1_000_000);
        Feed(fold, new ChatEvent.Started(new ResponseHead("r", "m")));
        var taken = 0;
        while (fold.Add(new ChatEvent.FieldAdded(null, false, new ExtraField($"x{taken}", default))) == EventFault.None)
            taken++;

        Assert.InRange(taken, 100, 1_000_000 / 4096);
    }

    [Theory]
    [MemberData(nameof(Large))]
    public void One_event_counts_by_its_size(ChatEvent[] opening, ChatEvent large)
    {
        var fold = new ChatFold(maxContent: 9000);
        Feed(fold, [new ChatEvent.Started(new ResponseHead("r", "m")), .. opening]);

        Assert.Equal(EventFault.TooLarge, fold.Add(large));
    }

    public static TheoryData<ChatEvent[], ChatEvent> Large
    {
        get
        {
            var data = new Verbatim(new byte[9000]);
            var text = new string('a', 9000);
            ChatEvent[] words = [new ChatEvent.PartStarted(0, 0, new ChatPart.Text(""))];
            ChatEvent[] speech = [new ChatEvent.PartStarted(0, 0, new ChatPart.Speech(default, ""))];
            return new()
            {
                { [], new ChatEvent.PartStarted(0, 0, new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(data))) },
                { [], new ChatEvent.PartStarted(0, 0, new ChatPart.Opaque("anthropic", "x", data)) },
                { [], new ChatEvent.FieldAdded(null, false, new ExtraField("x", new Verbatim(data.Utf8[..6000]))) },
                { [], new ChatEvent.FieldAdded(null, false, new ExtraField(text[..6000], default)) },
                { words, new ChatEvent.TextDelta(0, 0, text) },
                { words, new ChatEvent.CitationAdded(0, 0, new Citation("cohere", data)) },
                { words, new ChatEvent.Sealed(0, 0, new Seal("gemini", data)) },
                { [new ChatEvent.PartStarted(0, 0, new ChatPart.Refusal(""))], new ChatEvent.RefusalDelta(0, 0, text) },
                { [new ChatEvent.PartStarted(0, 0, new ChatPart.Reasoning([]))],
                    new ChatEvent.ReasoningDelta(0, 0, 0, new ReasoningText(ReasoningKind.Thought, text)) },
                { [new ChatEvent.PartStarted(0, 0, new ChatPart.ToolCall(ToolKind.Function, "1", "f", default))], new ChatEvent.ToolInputDelta(0, 0, data) },
                { speech, new ChatEvent.SpeechDelta(0, 0, data.Utf8, "") },
                { speech, new ChatEvent.SpeechDelta(0, 0, default, text) },
            };
        }
    }

    internal static void AssertFoldsTo(ChatResponse expected, IEnumerable<ChatEvent> events, int seed)
    {
        var fold = new ChatFold();
        foreach (var e in events)
        {
            var fault = fold.Add(e);
            Assert.True(fault == EventFault.None, $"seed {seed}: {fault} at {e}");
        }
        Assert.True(fold.IsOver);
        Assert.True(Structure.Of(expected) == Structure.Of(fold.ToResponse()),
            $"seed {seed}: expected\n{Structure.Of(expected)}\ngot\n{Structure.Of(fold.ToResponse())}");
    }

    private static void Feed(ChatFold fold, params ChatEvent[] events)
    {
        foreach (var e in events)
            Assert.Equal(EventFault.None, fold.Add(e));
    }
}
