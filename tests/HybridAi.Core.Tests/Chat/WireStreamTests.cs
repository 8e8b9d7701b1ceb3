using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Chat;

/// <summary>Each wire's stream as the events that its reader makes of it: the peculiar points of every format fit the grammar and fold as they should.</summary>
public sealed class WireStreamTests
{
    private readonly List<ChatEvent> _events = [];

    [Fact]
    public void Anthropic_thinking_redacted_thinking_cited_text_and_parallel_tools()
    {
        Began("msg_1", "claude");
        Add(new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 20, CachedInput = 5, Output = 1 }))); // message_start
        Part(0, new ChatPart.Reasoning([]),
            new ChatEvent.ReasoningDelta(0, 0, 0, Thought("Let me ")), new ChatEvent.ReasoningDelta(0, 0, 0, Thought("see.")),
            new ChatEvent.Sealed(0, 0, new Seal("anthropic", Verbatim.Of("EqQB+/=="))));
        Part(1, new ChatPart.Reasoning([]), new ChatEvent.Sealed(0, 1, new Seal("anthropic", Verbatim.Of("redacted"))));
        Part(2, new ChatPart.Text(""), new ChatEvent.TextDelta(0, 2, "Rain."), new ChatEvent.CitationAdded(0, 2, new Citation("anthropic", Verbatim.Of("{}"))));
        Part(3, Call("toolu_1", "a"), Input(3, ""), Input(3, "{\"city\""), Input(3, ":\"Rome\"}"));
        Part(4, Call("toolu_2", "b"), Input(4, "{}"));
        Finish(0, FinishReason.ToolCalls, "tool_use");
        Add(new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 20, CachedInput = 5, Output = 44 }))); // message_delta

        var response = End();

        var parts = response.Choices[0].Parts;
        Assert.Equal([Thought("Let me see.")], ((ChatPart.Reasoning)parts[0]).Texts);
        Assert.Equal("EqQB+/==", parts[0].Seal!.Data.Decode());
        Assert.Empty(((ChatPart.Reasoning)parts[1]).Texts);
        Assert.Single(((ChatPart.Text)parts[2]).Citations);
        Assert.Equal("{\"city\":\"Rome\"}", ((ChatPart.ToolCall)parts[3]).Input.Decode());
        Assert.Equal("toolu_2", ((ChatPart.ToolCall)parts[4]).Id);
        Assert.Equal(44, response.Usage!.Tokens.Output);
    }

    [Fact]
    public void Anthropic_thinking_whose_text_is_omitted_differs_from_redacted_thinking()
    {
        Began("msg_1", "claude");
        Part(0, new ChatPart.Reasoning([]), new ChatEvent.ReasoningDelta(0, 0, 0, Thought("")), new ChatEvent.Sealed(0, 0, new Seal("anthropic", Verbatim.Of("s"))));
        Finish(0, FinishReason.Stop, "end_turn");

        Assert.Equal([Thought("")], ((ChatPart.Reasoning)End().Choices[0].Parts[0]).Texts);
    }

    [Fact]
    public void Chat_completions_with_two_mingled_choices_log_probabilities_and_a_late_field()
    {
        Began("chatcmpl-1", "gpt");
        Add(new ChatEvent.FieldAdded(null, false, new ExtraField("system_fingerprint", Verbatim.Of("\"fp\""))));
        Add(new ChatEvent.PartStarted(0, 0, new ChatPart.Text("")), new ChatEvent.PartStarted(1, 0, new ChatPart.Refusal("")));
        Add(new ChatEvent.TextDelta(0, 0, "Hi") { Logprobs = [new TokenLogprob("Hi", -0.1)] }, new ChatEvent.RefusalDelta(1, 0, "I can't"));
        Add(new ChatEvent.TextDelta(0, 0, "!") { Logprobs = [new TokenLogprob("!", -0.2)] }, new ChatEvent.RefusalDelta(1, 0, "."));
        Add(new ChatEvent.PartEnded(1, 0));
        Finish(1, FinishReason.Stop, "stop");
        Add(new ChatEvent.PartEnded(0, 0));
        Finish(0, FinishReason.Length, "length");
        Add(new ChatEvent.FieldAdded(0, false, new ExtraField("content_filter_results", Verbatim.Of("{}"))));

        var response = End();

        var text = (ChatPart.Text)response.Choices[0].Parts[0];
        Assert.Equal("Hi!", text.Value);
        Assert.Equal(["Hi", "!"], text.Logprobs.Select(l => l.Token));
        Assert.Equal("I can't.", ((ChatPart.Refusal)response.Choices[1].Parts[0]).Value);
        Assert.Equal(FinishReason.Length, response.Choices[0].Finish!.Reason);
        Assert.Equal("content_filter_results", Assert.Single(response.Choices[0].Extra).Path);
        Assert.Equal("system_fingerprint", Assert.Single(response.Extra).Path);
    }

    [Fact]
    public void Chat_completions_speech_joins_sound_and_words_and_keeps_its_expiry()
    {
        var until = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
        Began("chatcmpl-1", "gpt-audio");
        Part(0, new ChatPart.Speech(default, "") { ItemId = "audio_1" },
            new ChatEvent.SpeechDelta(0, 0, default, "Hel"), new ChatEvent.SpeechDelta(0, 0, new byte[] { 1 }, ""),
            new ChatEvent.SpeechDelta(0, 0, new byte[] { 2 }, "lo") { ExpiresAt = until }, new ChatEvent.SpeechDelta(0, 0, new byte[] { 3 }, ""));
        Finish(0, FinishReason.Stop, "stop");

        var speech = (ChatPart.Speech)End().Choices[0].Parts[0];

        Assert.Equal([1, 2, 3], speech.Data.ToArray());
        Assert.Equal("Hello", speech.Transcript);
        Assert.Equal(until, speech.ExpiresAt);
        Assert.Equal("audio_1", speech.ItemId);
    }

    [Fact]
    public void Responses_with_two_summaries_encrypted_reasoning_and_a_hosted_tool()
    {
        Began("resp_1", "gpt");
        Part(0, new ChatPart.Reasoning([]) { ItemId = "rs_1" },
            new ChatEvent.ReasoningDelta(0, 0, 0, new ReasoningText(ReasoningKind.Summary, "First")),
            new ChatEvent.ReasoningDelta(0, 0, 0, new ReasoningText(ReasoningKind.Summary, ".")),
            new ChatEvent.ReasoningDelta(0, 0, 1, new ReasoningText(ReasoningKind.Summary, "Second")),
            new ChatEvent.ReasoningDelta(0, 0, 2, Thought("raw")),
            new ChatEvent.Sealed(0, 0, new Seal("openai", Verbatim.Of("gAAAA"))));
        Part(1, new ChatPart.Opaque("responses", "web_search_call", Verbatim.Of("{\"id\":\"ws_1\"}")));
        Part(2, new ChatPart.Text("") { ItemId = "msg_1" }, new ChatEvent.TextDelta(0, 2, "Done"));
        Finish(0, FinishReason.Length, "max_output_tokens");

        var parts = End().Choices[0].Parts;

        Assert.Equal(
            [new ReasoningText(ReasoningKind.Summary, "First."), new ReasoningText(ReasoningKind.Summary, "Second"), Thought("raw")],
            ((ChatPart.Reasoning)parts[0]).Texts);
        Assert.Equal("{\"id\":\"ws_1\"}", ((ChatPart.Opaque)parts[1]).Json.Decode());
        Assert.Equal("msg_1", parts[2].ItemId);
    }

    [Fact]
    public void Gemini_signatures_stay_on_the_part_they_came_on()
    {
        Began("r", "gemini");
        Part(0, new ChatPart.Reasoning([]), new ChatEvent.ReasoningDelta(0, 0, 0, Thought("Hm")));
        Part(1, Call("minted-1", "f"), Input(1, "{\"a\":1}"), new ChatEvent.Sealed(0, 1, new Seal("gemini", Verbatim.Of("sig-call"))));
        Part(2, new ChatPart.Text(""), new ChatEvent.TextDelta(0, 2, "So"));
        Part(3, new ChatPart.Text(""), new ChatEvent.Sealed(0, 3, new Seal("gemini", Verbatim.Of("sig-end")))); // {"text":"","thoughtSignature":…}
        Finish(0, FinishReason.ToolCalls, "STOP");

        var parts = End().Choices[0].Parts;

        Assert.Equal([null, "sig-call", null, "sig-end"], parts.Select(p => p.Seal?.Data.Decode()));
        Assert.Equal("", ((ChatPart.Text)parts[3]).Value);
    }

    [Fact]
    public void Gemini_blocked_prompt_is_a_choice_without_parts()
    {
        Began("r", "gemini");
        Finish(0, FinishReason.ContentFilter, "PROHIBITED_CONTENT");

        var choice = Assert.Single(End().Choices);

        Assert.Empty(choice.Parts);
        Assert.Equal("PROHIBITED_CONTENT", choice.Finish!.Raw);
    }

    [Fact]
    public void Cohere_plan_calls_citations_and_billed_units()
    {
        Began("c", "command");
        Part(0, new ChatPart.Reasoning([]), new ChatEvent.ReasoningDelta(0, 0, 0, new ReasoningText(ReasoningKind.Plan, "I will search.")));
        Part(1, Call("lookup_1", "lookup"), Input(1, "{}"));
        Part(2, new ChatPart.Text(""), new ChatEvent.TextDelta(0, 2, "Rain"),
            new ChatEvent.CitationAdded(0, 2, new Citation("cohere", Verbatim.Of("{\"start\":0}")) { Start = 0, End = 4, DocumentId = "doc:0" }));
        Finish(0, FinishReason.Stop, "COMPLETE");
        Add(new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 300 }) { Billed = new TokenUsage { Input = 12 } }));

        var response = End();

        Assert.Equal(ReasoningKind.Plan, ((ChatPart.Reasoning)response.Choices[0].Parts[0]).Texts[0].Kind);
        Assert.Equal("doc:0", ((ChatPart.Text)response.Choices[0].Parts[2]).Citations[0].DocumentId);
        Assert.Equal((300, 12), (response.Usage!.Tokens.Input, response.Usage.Billed!.Value.Input));
    }

    private static ReasoningText Thought(string text) => new(ReasoningKind.Thought, text);

    private static ChatPart.ToolCall Call(string id, string name) => new(ToolKind.Function, id, name, default);

    private static ChatEvent Input(int part, string piece) => new ChatEvent.ToolInputDelta(0, part, Verbatim.Of(piece));

    private void Began(string id, string model) => Add(new ChatEvent.Started(new ResponseHead(id, model)));

    private void Part(int index, ChatPart opening, params ChatEvent[] content) =>
        Add([new ChatEvent.PartStarted(0, index, opening), .. content, new ChatEvent.PartEnded(0, index)]);

    private void Finish(int choice, FinishReason reason, string raw) => Add(new ChatEvent.ChoiceFinished(choice, new ChatFinish(reason, raw)));

    private void Add(params ChatEvent[] events) => _events.AddRange(events);

    private ChatResponse End()
    {
        Add(new ChatEvent.Ended());
        var fold = new ChatFold();
        foreach (var e in _events)
            Assert.Equal(EventFault.None, fold.Add(e));
        var response = fold.ToResponse()!;
        ChatFoldTests.AssertFoldsTo(response, ChatReplay.Events(response), seed: 0);
        return response;
    }
}
