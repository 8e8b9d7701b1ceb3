using HybridAi.Benchmarks.Upstream;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Providers.Wire;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>How one request uses the cache, in the steps of the gateway's pipeline; what the pipeline writes to callers is written to the recording alone.</summary>
internal sealed class CacheVisit(AnswerCache cache, Exchange exchange, AskedPrompt asked, VirtualTime time)
{
    /// <summary>How long a hit takes: what the gateway must stay below at p99.</summary>
    public static readonly TimeSpan HitTime = TimeSpan.FromMilliseconds(1);

    // More than others can fall behind by in a moment, so that nobody loses the beginning of a long stream.
    private const int LongestPiece = 1 << 17;

    private static readonly byte[] Filler = new byte[LongestPiece];

    /// <summary>Where the answer is from if a provider gives it.</summary>
    public Origin Origin => exchange.Cache is null ? Origin.Uncached : Origin.Provider;

    /// <summary>Looks for an answer, and waits for one that is on its way to somebody else.</summary>
    /// <returns>Null: a provider has to be asked.</returns>
    public async ValueTask<GivenAnswer?> FindAsync()
    {
        var error = await cache.FindAsync(exchange);
        if (error is null && exchange.Cache is not { IsAnswered: true })
            return null;
        var given = error is not null ? new GivenAnswer(Origin.Shared, false, null, 0)
            : exchange.Cache!.Hit is { IsHit: true, Answer: var answer } ? new GivenAnswer(Origin.Cache, true, exchange.Streamed ? HitTime : null, QualityOf(answer.Body.Span))
            : await FollowAsync(exchange.Cache.Flight!);
        Leave();
        return given;
    }

    /// <summary>The first content of a stream has come, after which nobody else can become the answer.</summary>
    public void Begin(RunningAttempt attempt)
    {
        if (exchange.Cache is { Leads: true, Flight: { } flight })
            flight.Begin(new FlightHead(AnswerSource.Of(exchange, attempt.Deployment), "text/event-stream", null));
        if (exchange.Recording is not { } recording)
            return;
        var length = AnswerBody.LengthOf(attempt.Answer, streamed: true);
        var pieces = 1 + (length / LongestPiece);
        var rest = attempt.Answer.Duration - (time.Now - attempt.Began);
        Span<byte> stamp = stackalloc byte[AnswerBody.StampLength];
        BodyFor(attempt.Answer).Write(stamp);
        recording.Append(stamp);
        Write(recording, Filler.AsSpan(0, (length / pieces) - stamp.Length));
        for (var piece = 1; piece < pieces; piece++)
            time.Schedule(time.Now + ((double)piece / pieces * rest), () => Write(recording, Filler.AsSpan(0, length / pieces)));
    }

    /// <summary>The request is over.</summary>
    /// <param name="last">The attempt that answered, or else the last one that failed; null: none was made.</param>
    /// <param name="cost">What all attempts cost.</param>
    public void End(RunningAttempt? last, Cost cost)
    {
        if (last is not null)
        {
            using var result = ResultOf(last);
            cache.Keep(exchange, result, RecordOf(last, cost));
        }

        Leave();
    }

    private async ValueTask<GivenAnswer> FollowAsync(Flight flight)
    {
        TimeSpan? first = flight.Recording is null ? null : time.GetElapsedTime(exchange.StartedAt);
        var quality = flight.Recording is { } recording ? await ReadAsync(recording) : 0;
        // A whole answer is there as soon as it has begun.
        var isServed = flight.End?.Record?.Outcome == UsageOutcome.Succeeded;
        if (flight.Recording is null && isServed)
            quality = QualityOf(flight.End!.LastBytes.Span);
        return new GivenAnswer(Origin.Shared, isServed, first, quality);
    }

    private async ValueTask<double> ReadAsync(AnswerRecording recording)
    {
        var bytes = new byte[LongestPiece];
        double? quality = null;
        for (var read = 0L; ;)
        {
            await recording.NewsAsync(read);
            var count = recording.Read(read, bytes, out var isOver);
            if (count < 0)
                throw new InvalidOperationException("A follower lost the beginning of a stream, though it reads all at once.");
            if (count > 0)
                quality ??= QualityOf(bytes);
            read += count;
            if (isOver)
                return quality ?? 0;
        }
    }

    private static void Write(AnswerRecording recording, ReadOnlySpan<byte> bytes)
    {
        recording.Append(bytes);
        recording.Publish();
    }

    private void Leave()
    {
        cache.Leave(exchange);
        exchange.Dispose();
    }

    private double QualityOf(ReadOnlySpan<byte> bytes)
    {
        var body = AnswerBody.Read(bytes);
        return (body.Organization, body.Prompt) == (asked.Organization, asked.Number) ? body.Quality
            : throw new InvalidOperationException($"{asked} was given the answer to prompt {body.Prompt} of organization {body.Organization}.");
    }

    private AnswerBody BodyFor(Answer answer) => new(asked.Organization, asked.Number, answer.Quality);

    private AttemptResult ResultOf(RunningAttempt attempt)
    {
        var answer = attempt.Answer;
        return new AttemptResult
        {
            Deployment = attempt.Deployment,
            Failure = answer.Failure is { } cause ? new ProviderError { Cause = cause, Message = "Simulated." } : null,
            Facts = new AnswerFacts { Usage = answer.Usage, FinishReason = answer.Withheld ? "content_filter" : "stop" },
            Committed = answer.Committed,
            Duration = answer.Duration,
            LastBytes = answer.Failure is not null ? default : exchange.Streamed ? CannedAnswers.Done : WholeOf(answer),
        };
    }

    private byte[] WholeOf(Answer answer)
    {
        var whole = new byte[AnswerBody.LengthOf(answer, streamed: false)];
        BodyFor(answer).Write(whole);
        return whole;
    }

    private UsageRecord RecordOf(RunningAttempt attempt, Cost cost) => new()
    {
        Id = exchange.Id, At = exchange.At, OrganizationId = exchange.Caller.OrganizationId, KeyId = exchange.Caller.KeyId, Api = exchange.Api.NameOf(), RequestedModel = exchange.RequestedModel,
        Outcome = attempt.Answer.Failure is null ? UsageOutcome.Succeeded : UsageOutcome.Failed, Usage = attempt.Answer.Usage, Cost = cost, Duration = time.GetElapsedTime(exchange.StartedAt),
    };
}
