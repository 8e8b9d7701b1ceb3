using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Tests.Dialects.ChatCompletions;
using HybridAi.Gateway.Tests.Dialects.Completions;
using HybridAi.Gateway.Tests.Dialects.Messages;
using HybridAi.Gateway.Tests.Dialects.Responses;
using HybridAi.Gateway.Tests.Fuzz;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Formats;

/// <summary>
/// What every wire format must pass, on answers and streams recorded at simulated providers (<c>Fuzz/Seeds/FORMAT.NAME.json|sse</c>): a
/// new format is one subclass and its recordings.
/// </summary>
public abstract class FormatConformance(string format)
{
    private readonly IWireFormat _format = FuzzSeeds.Formats.Single(candidate => candidate.Name == format);

    [Fact]
    public void Every_recorded_answer_is_a_legal_stream_of_events()
    {
        foreach (var answer in FuzzSeeds.GoodAnswers(format))
            Assert.True(Fold(Answer(answer)).IsOver);
    }

    [Fact]
    public void Every_recorded_stream_is_legal_to_its_end()
    {
        foreach (var stream in FuzzSeeds.GoodStreams(format))
            Assert.True(Fold(Stream(stream)).IsOver);
    }

    [Fact]
    public void An_answer_and_its_stream_say_what_was_recorded()
    {
        Assert.NotEmpty(FuzzSeeds.Pairs(format));
        foreach (var (name, answer, stream) in FuzzSeeds.Pairs(format))
        {
            var truth = Said.In(format, JsonNode.Parse(answer)!);
            var (whole, folded) = (Fold(Answer(answer)).ToResponse()!, Fold(Stream(stream)).ToResponse()!);
            Assert.Equal((name, truth), (name, Said.In(whole)));
            // Of recorded streams most of the reasoning was taken out.
            Assert.Equal((name, truth with { Reasoning = "" }), (name, Said.In(folded) with { Reasoning = "" }));
            Assert.Equal((name, truth.Reasoning.Length > 0), (name, Said.In(folded).Reasoning.Length > 0));
            Assert.Equal((name, Ends(whole)), (name, Ends(folded)));
            Assert.Equal((name, whole.Usage?.Tokens), (name, folded.Usage?.Tokens));
            Assert.All(whole.Choices, choice => Assert.Equal((name, EndOf(name) ?? choice.Finish!.Reason), (name, choice.Finish!.Reason)));
        }
    }

    [Fact]
    public void A_stream_folds_to_the_same_whether_it_is_told_in_one_piece_or_event_by_event()
    {
        foreach (var stream in FuzzSeeds.GoodStreams(format))
        {
            var fold = Fold(Stream(stream));
            if (fold.Error is not null)
                continue;
            var again = new ChatFold();
            foreach (var next in ChatReplay.Events(fold.ToResponse()!))
                Assert.Equal(EventFault.None, again.Add(next));
            Assert.Equal(Text(fold.ToResponse()!), Text(again.ToResponse()!));
        }
    }

    [Fact]
    public void Every_dialect_tells_every_stream_by_its_own_grammar()
    {
        var random = new Random(1);
        foreach (var dialect in FuzzSeeds.Dialects)
        {
            foreach (var stream in FuzzSeeds.GoodStreams(format))
            {
                var events = Stream(stream);
                if (events[^1] is ChatEvent.Failed)
                    continue;
                var context = FuzzSeeds.Context(dialect.Name, random);
                var output = new ArrayBufferWriter<byte>();
                var writer = dialect.OpenStream(context);
                foreach (var next in events)
                    writer.Write(next, output);
                Check(dialect, output.WrittenSpan, context.Request.IncludeUsage);
                if (Fold(events).ToResponse() is { } response && IsPlain(response))
                    Assert.Equal(Said.In(Seen(response, dialect.Name)).Text, Said.TextInStream(dialect.Name, Encoding.UTF8.GetString(output.WrittenSpan)));
            }
        }
    }

    [Fact]
    public void Every_dialect_tells_every_answer_as_it_was_given()
    {
        var random = new Random(1);
        foreach (var dialect in FuzzSeeds.Dialects)
        {
            foreach (var answer in FuzzSeeds.GoodAnswers(format))
            {
                var fold = Fold(Answer(answer));
                if (fold.Error is not null)
                    continue;
                var output = new ArrayBufferWriter<byte>();
                dialect.WriteAnswer(fold.ToResponse()!, FuzzSeeds.Context(dialect.Name, random), output);
                var (given, told) = (Said.In(Seen(fold.ToResponse()!, dialect.Name)), Said.In(WireOf(dialect.Name), JsonNode.Parse(output.WrittenSpan)!));
                if (IsPlain(fold.ToResponse()!))
                    Assert.Equal(given.Text, told.Text);
                if (dialect.Name != ChatDialect.Completions && !fold.ToResponse()!.Choices.Any(choice => choice.Parts.Any(part => part is ChatPart.ToolCall { Kind: ToolKind.Custom })))
                    Assert.Equal(given.Calls, told.Calls);
            }
        }
    }

    private static string WireOf(ChatDialect dialect) => dialect switch
    {
        ChatDialect.Messages => "anthropic",
        ChatDialect.Responses => "responses",
        ChatDialect.Completions => "completions",
        _ => "openai",
    };

    // Two of the dialects have one answer only.
    private static ChatResponse Seen(ChatResponse response, ChatDialect dialect) =>
        dialect is ChatDialect.Messages or ChatDialect.Responses ? response with { Choices = [.. response.Choices.Take(1)] } : response;

    // Dialects differ in whether refusals and spoken words are text.
    private static bool IsPlain(ChatResponse response) => response.Choices.All(choice => choice.Parts.All(part => part is not (ChatPart.Refusal or ChatPart.Speech)));

    // Why the answers of these names ended.
    private static FinishReason? EndOf(string name) => name.Split('.')[1] switch
    {
        "length" => FinishReason.Length,
        "text" or "structured" => FinishReason.Stop,
        "tool" or "parallel-tools" => FinishReason.ToolCalls,
        _ => null,
    };

    private static string Ends(ChatResponse response) => string.Join(' ', response.Choices.Select(choice => choice.Finish?.Reason));

    private static void Check(IDialect dialect, ReadOnlySpan<byte> stream, bool includeUsage)
    {
        switch (dialect.Name)
        {
            case ChatDialect.ChatCompletions:
                ChatStreamChecker.Check(stream, includeUsage);
                break;
            case ChatDialect.Completions:
                CompletionStreamChecker.Check(Encoding.UTF8.GetString(stream), includeUsage);
                break;
            case ChatDialect.Messages:
                Assert.Empty(MessagesGrammar.Check(stream.ToArray()).Faults);
                break;
            case ChatDialect.Responses:
                Assert.Empty(ResponseStreamGrammar.Read(stream).Faults);
                break;
        }
    }

    private List<ChatEvent> Answer(byte[] body)
    {
        var events = new List<ChatEvent>();
        Assert.Null(Reader().ReadAnswer(body, events));
        return events;
    }

    private List<ChatEvent> Stream(byte[] stream)
    {
        var (events, reader) = (new List<ChatEvent>(), Reader());
        var rest = stream.AsSpan();
        while (SseEvents.FirstLength(rest) is > 0 and var length)
        {
            SseEvents.Parse(rest[..length], out var name, out var data);
            rest = rest[length..];
            Assert.Null(reader.Read(name, data, events));
        }

        if (events[^1] is not (ChatEvent.Ended or ChatEvent.Failed))
            reader.End(events);
        return events;
    }

    private IChatReader Reader() => _format.Chat.OpenReader(FuzzSeeds.TargetOf(_format, new Random(1)));

    private static ChatFold Fold(List<ChatEvent> events)
    {
        var fold = new ChatFold();
        foreach (var next in events)
            Assert.Equal(EventFault.None, fold.Add(next));
        return fold;
    }

    private static string Text(ChatResponse response) => string.Join('\n', response.Choices.Select(choice => string.Join('|', choice.Parts.Select(part => part switch
    {
        ChatPart.Text text => text.Value,
        ChatPart.Reasoning reasoning => string.Concat(reasoning.Texts.Select(piece => piece.Text)) + reasoning.Seal?.Data.Decode(),
        ChatPart.ToolCall call => call.Id + call.Name + call.Input.Decode(),
        _ => part.ToString(),
    })) + choice.Finish)) + response.Usage?.Tokens;
}

public sealed class OpenAiConformanceTests() : FormatConformance("openai");

public sealed class AnthropicConformanceTests() : FormatConformance("anthropic");

public sealed class GeminiConformanceTests() : FormatConformance("gemini");

public sealed class CohereConformanceTests() : FormatConformance("cohere");
