using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Tests;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Fuzz;

/// <summary>
/// Damaged requests, answers and streams through every parser and translator: no exception, no illegal event, no broken output, and no
/// answer that is longer than what it was made of allows. Over 200,000 cases; the seed makes each repeatable.
/// </summary>
public sealed class FuzzTests
{
    private const int RequestCases = 80_000;
    private const int AnswerCases = 60_000;
    private const int StreamCases = 64_000;

    private static readonly IDialect[] Dialects = FuzzSeeds.Dialects;
    private static readonly IWireFormat[] Formats = FuzzSeeds.Formats;

    [Fact]
    public void Damaged_requests_are_refused_or_translated_into_valid_JSON()
    {
        var translated = Run(RequestCases, (random, number) =>
        {
            var dialect = Dialects[number % Dialects.Length];
            var body = Damage(random, FuzzSeeds.Requests(dialect.Name));
            // The scan before has refused it.
            if (!Utf8.IsValid(body))
                return 0;
            var error = dialect.TryRead(body, new HeaderDictionary(), out var request);
            Assert.True(error is null != request is null, "either a request or an error");
            if (request is null)
            {
                Assert.NotEmpty(error!.Message);
                return 0;
            }

            var format = Formats[random.Next(Formats.Length)];
            var target = FuzzSeeds.TargetOf(format, random);
            var report = new TranslationReport(request, target.Deployment.Id);
            if (ChatTranslation.Write(format.Chat, request, target, report) is not { } written)
            {
                Assert.NotNull(report.Refusal);
                return 0;
            }

            AssertJson(written.Json.Span);
            return 1;
        });
        Assert.True(translated > RequestCases / 20, $"only {translated} were translated: the damage leaves too little");
    }

    [Fact]
    public void Damaged_answers_are_refused_or_told_in_every_dialect()
    {
        var told = Run(AnswerCases, (random, number) =>
        {
            var format = Formats[number % Formats.Length];
            var body = Damage(random, FuzzSeeds.Answers(format.Name));
            if (!Utf8.IsValid(body))
                return 0;
            var events = new List<ChatEvent>();
            if (format.Chat.OpenReader(FuzzSeeds.TargetOf(format, random)).ReadAnswer(body, events) is not null)
                return 0;
            var fold = new ChatFold();
            foreach (var next in events)
                Assert.Equal(EventFault.None, fold.Add(next));
            Assert.True(fold.IsOver, "a whole answer ends");
            if (fold.Error is not null)
                return 0;
            var dialect = Dialects[random.Next(Dialects.Length)];
            var output = new ArrayBufferWriter<byte>();
            dialect.WriteAnswer(fold.ToResponse()!, FuzzSeeds.Context(dialect.Name, random), output);
            AssertJson(output.WrittenSpan);
            Assert.InRange(output.WrittenCount, 1, 100_000 + (body.Length * 40));
            return 1;
        });
        Assert.True(told > AnswerCases / 20, $"only {told} were told");
    }

    [Fact]
    public void Damaged_streams_end_in_a_legal_stream_of_every_dialect()
    {
        var ended = Run(StreamCases, (random, number) =>
        {
            var format = Formats[number % Formats.Length];
            var stream = Damage(random, FuzzSeeds.Streams(format.Name));
            var dialect = Dialects[random.Next(Dialects.Length)];
            var tap = new TranslatingTap(format.Chat.OpenReader(FuzzSeeds.TargetOf(format, random)), dialect.OpenStream(FuzzSeeds.Context(dialect.Name, random)));
            var output = new ArrayBufferWriter<byte>();
            var verdict = Relay(tap, stream, output);
            if (verdict is StreamVerdict.Malformed or StreamVerdict.Error)
                output.Write(tap.ErrorEvent(GatewayError.Of(new ProviderError { Cause = Core.Resilience.FailureCause.Malformed, Message = "broken" }, "p")));
            else if (!tap.IsFinished)
                return 0;
            else
                output.Write(tap.Terminator.Span);
            AssertStream(output.WrittenSpan);
            Assert.InRange(output.WrittenCount, 1, 200_000 + (stream.Length * 60));
            return 1;
        });
        Assert.True(ended > StreamCases / 4, $"only {ended} came to an end");
    }

    private static StreamVerdict Relay(TranslatingTap tap, byte[] stream, ArrayBufferWriter<byte> output)
    {
        var rest = stream.AsSpan();
        while (SseEvents.FirstLength(rest) is > 0 and var length)
        {
            SseEvents.Parse(rest[..length], out var name, out var data);
            rest = rest[length..];
            var verdict = tap.Read(name, data);
            output.Write(tap.Output.WrittenSpan);
            if (verdict is StreamVerdict.Done or StreamVerdict.Malformed or StreamVerdict.Error)
                return verdict;
        }

        tap.End();
        return StreamVerdict.Done;
    }

    private static int Run(int cases, Func<Random, int, int> run)
    {
        var good = 0;
        Parallel.For(0, cases, number =>
        {
            try
            {
                Interlocked.Add(ref good, run(new Random(number), number));
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"Case {number}: {broken.Message}", broken);
            }
        });
        return good;
    }

    // One in twenty is noise of its own, one whole; the others are damaged.
    private static byte[] Damage(Random random, IReadOnlyList<byte[]> seeds)
    {
        var seed = seeds[random.Next(seeds.Count)];
        switch (random.Next(20))
        {
            case 0:
                var noise = new byte[random.Next(400)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return seed;
            default:
                return Mutation.Of(seed, random);
        }
    }

    private static void AssertJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        while (reader.Read())
        {
        }

        Assert.Equal(json.Length, reader.BytesConsumed);
        Assert.True(Utf8.IsValid(json), "not UTF-8");
    }

    private static void AssertStream(ReadOnlySpan<byte> stream)
    {
        Assert.True(stream.EndsWith("\n\n"u8), Encoding.UTF8.GetString(stream));
        while (SseEvents.FirstLength(stream) is > 0 and var length)
        {
            SseEvents.Parse(stream[..length], out _, out var data);
            Assert.False(data.IsEmpty);
            if (!data.SequenceEqual("[DONE]"u8))
                AssertJson(data);
            stream = stream[length..];
        }

        Assert.True(stream.IsEmpty, "something that is no event");
    }
}
