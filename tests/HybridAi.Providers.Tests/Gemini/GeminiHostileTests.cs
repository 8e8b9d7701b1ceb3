using System.Text;
using HybridAi.Core.Chat;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

/// <summary>Whatever is sent, nothing is thrown, and what is read is in order.</summary>
public sealed class GeminiHostileTests
{
    private const int Cases = 20_000;

    private static readonly byte[][] Chunks =
    [
        .. new[]
        {
            Chunk("""{"text":"He"},{"text":"llo","thoughtSignature":"c2ln"}"""),
            Chunk("""{"text":"hm","thought":true,"thoughtSignature":"x"},{"functionCall":{"name":"f","args":{"a":[1,{"b":"\u00e9"}]},"id":"c"},"thoughtSignature":"s"}"""),
            Chunk("""{"inlineData":{"mimeType":"audio/L16","data":"AQID"}},{"inlineData":{"mimeType":"image/png","data":"AQID"}},{"executableCode":{"code":"1"}},{"fileData":{"fileUri":"u"}}"""),
            """{"candidates":[{"content":{"parts":[{"text":"a"}]},"index":0,"finishReason":"STOP"},{"content":{"parts":[{"text":"b"}]},"index":1,"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":2}]}}""",
            Chunk("""{"text":"x"}""", ""","citationMetadata":{"citations":[{"startIndex":0,"endIndex":1,"uri":"u"}]},"groundingMetadata":{"groundingChunks":[{"web":{"uri":"w","title":"t"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":1},"groundingChunkIndices":[0]}]}"""),
            Chunk("""{"text":"y"}""", ""","logprobsResult":{"topCandidates":[{"candidates":[{"token":"y","logProbability":-1}]}],"chosenCandidates":[{"token":"y","logProbability":-1}]},"safetyRatings":[],"finishReason":"STOP","finishMessage":"m" """),
            """{"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[{}]},"usageMetadata":{"promptTokenCount":1},"novel":1}""",
            """{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":[{"@type":"x","reason":"r","retryDelay":"3s","violations":[{"quotaId":"PerDay"}],"fieldViolations":[{"field":"f"}]}]}}""",
            """{"candidates":[{"finishReason":"STOP"}]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Mutated_streams_are_read_or_refused()
    {
        var random = new Random(20261121);
        var (ended, refused) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var reader = Format.Chat.OpenReader(Target());
            var events = new List<ChatEvent>();
            for (var chunks = random.Next(1, 6); chunks > 0; chunks--)
            {
                var chunk = Chunks[random.Next(Chunks.Length)];
                refused += reader.Read(default, random.Next(3) == 0 ? Mutation.Of(chunk, random) : chunk, events) is null ? 0 : 1;
            }

            reader.End(events);
            CheckOrder(events);
            ended += events.Count > 0 && events[^1] is ChatEvent.Ended ? 1 : 0;
        }

        // Neither everything nor nothing gets through.
        Assert.InRange(ended, Cases / 20, Cases);
        Assert.InRange(refused, Cases / 20, Cases * 5);
    }

    [Fact]
    public void Mutated_answers_are_read_or_refused()
    {
        var random = new Random(20261122);
        for (var i = 0; i < Cases; i++)
        {
            var events = new List<ChatEvent>();
            var wrong = Format.Chat.OpenReader(Target()).ReadAnswer(Mutation.Of(Chunks[random.Next(Chunks.Length)], random), events);
            CheckOrder(events);
            Assert.True(wrong is null == (events.Count > 0 && events[^1] is ChatEvent.Ended or ChatEvent.Failed), wrong);
        }
    }

    [Fact]
    public void Answers_cut_at_any_byte_are_refused()
    {
        foreach (var chunk in Chunks)
        {
            for (var length = 0; length < chunk.AsSpan().TrimEnd((byte)' ').Length; length++)
                Assert.NotEmpty(Wrong(Encoding.UTF8.GetString(chunk, 0, length)));
        }
    }

    [Fact]
    public void Random_bytes_are_refused()
    {
        var random = new Random(5);
        for (var i = 0; i < 2_000; i++)
        {
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Assert.NotNull(Format.Chat.OpenReader(Target()).ReadAnswer(noise, []));
            Format.ReadStreamError(noise);
        }
    }

    [Fact]
    public void A_flood_of_citations_and_fields_is_bounded()
    {
        var text = new string('ü', 100_000);
        var supports = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$"""{"segment":{"startIndex":{{i}},"endIndex":199999},"groundingChunkIndices":[0]}"""));
        var fields = string.Concat(Enumerable.Range(0, 1_000).Select(i => $",\"f{i}\":1"));
        var choice = Answer(Chunk($$"""{"text":"{{text}}"}""", $$$""","groundingMetadata":{"groundingChunks":[{"web":{}}],"groundingSupports":[{{{supports}}}]}{{{fields}}}""")).Choices[0];
        Assert.Equal(256, ((ChatPart.Text)choice.Parts[0]).Citations.Count);
        Assert.Equal(33, choice.Extra.Count);
    }

    [Fact]
    public void Hostile_requests_are_written_or_refused()
    {
        var random = new Random(6);
        string[] texts = ["", "x", "\ud800", "\udc00y", "\0\u001f", "\"\\", new('x', 5_000), "{\"a\":1}", "{\"a\":", "data:;base64,", "data:", "https://", "files/", "\u2028"];
        string Text() => texts[random.Next(texts.Length)];
        Verbatim Raw() => random.Next(4) == 0 ? new Verbatim(new byte[] { 0xff, 0x7b }) : Verbatim.Of(Text());
        ChatPart Part(int depth) => random.Next(depth > 0 ? 9 : 8) switch
        {
            0 => new ChatPart.Text(Text()) { Seal = new Seal("gemini", Raw()) },
            1 => new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, Text())]) { Seal = new Seal(Text(), Raw()) },
            2 => new ChatPart.ToolCall((ToolKind)random.Next(2), Text(), Text(), Raw()),
            3 => new ChatPart.Media((MediaKind)random.Next(4), new MediaSource.Base64(Raw())) { MediaType = Text(), Name = Text() },
            4 => new ChatPart.Media((MediaKind)random.Next(4), random.Next(2) == 0 ? new MediaSource.Url(Text()) : new MediaSource.File(Text())),
            5 => new ChatPart.Opaque(random.Next(2) == 0 ? "gemini" : Text(), Text(), Raw()),
            6 => new ChatPart.Speech(Raw().Utf8, Text()),
            7 => new ChatPart.Media(MediaKind.Document, new MediaSource.Text(Text())) { Context = Text() },
            _ => new ChatPart.ToolResult(Text(), [Part(depth - 1), Part(depth - 1)]) { Name = Text(), IsError = random.Next(2) == 0 },
        };
        for (var i = 0; i < Cases; i++)
        {
            var request = Ask([.. Enumerable.Range(0, random.Next(4)).Select(_ => new ChatMessage((ChatRole)random.Next(5), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Part(2))]))]) with
            {
                Tools = random.Next(3) == 0 ? [new ToolDefinition.Function(Text()) { Parameters = Raw(), Description = Text() }] : [],
                Output = random.Next(5) == 0 ? new OutputFormat { Schema = Raw() } : null,
                Stop = random.Next(5) == 0 ? [Text()] : [],
                Metadata = random.Next(5) == 0 ? [new(Text(), Text())] : [],
            };
            var report = new TranslationReport(request, "x");
            var body = Format.Chat.Write(request, Target(), report);
            Assert.Equal(report.IsPossible, body is not null);
            if (body is not null)
                Assert.Equal(System.Text.Json.JsonValueKind.Object, System.Text.Json.JsonDocument.Parse(body.Json, new() { MaxDepth = 128 }).RootElement.ValueKind);
        }
    }
}
