using System.Globalization;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Core.Costs;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Idempotency;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Recording;

namespace HybridAi.Gateway.Caching;

/// <summary>Gives an answer that was made for somebody else: one from the cache at once, one that is on its way as it comes. Either way it costs nothing and has a record.</summary>
internal sealed class AnswerReplay(Recorder recorder, IdempotentRequests idempotent, RequestLimits limits, CacheLedger ledger, TimeProvider time)
{
    private const int ReadBytes = 16 * 1024;

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync(Exchange exchange) => exchange.Cache is { Hit.IsHit: true } use ? RepeatAsync(exchange, use) : FollowAsync(exchange, exchange.Cache!.Flight!);

    private async Task RepeatAsync(Exchange exchange, CacheUse use)
    {
        var (answer, level, now) = (use.Hit.Answer!, use.Hit.Level!, time.GetUtcNow());
        var age = now - answer.CreatedAt;
        exchange.Decide("cache", $"Answered with the entry {answer.Key.HashText()} from {level}{SimilarityOf(use)}, {Text(age)} old; it expires in {Text(answer.ExpiresAt - now)}{(answer.Rule is null ? "" : $" by the rule {answer.Rule}")}.");
        var deployment = Array.Find(use.Candidates, candidate => candidate.Provider == answer.Provider && candidate.Model == answer.Model);
        var source = new AnswerSource(answer.Provider, answer.Model, deployment?.Id, deployment is not null && exchange.Snapshot.EndpointOf(deployment).IsSimulated, deployment?.Region);
        var shared = new SharedAnswer(answer.Usage, answer.CostNanoDollars is { } saved ? new Cost(saved) : null, answer.Duration) { Estimated = answer.Estimated, FinishReason = answer.FinishReason };
        await recorder.SharedAsync(exchange, source, shared);
        ledger.Hit(use.Similarity is not null ? CacheHitKind.Semantic : exchange.CacheStatus == AnswerCache.Prefix ? CacheHitKind.Prefix : CacheHitKind.Exact, answer);
        await limits.SettleAsync(exchange);
        var response = exchange.Http.Response;
        AnswerHeaders.WriteShared(exchange, source, answer.Dropped, answer.ContentType);
        if (use.Similarity is { } similarity)
            response.Headers["x-hybridai-cache-similarity"] = similarity.ToString("0.000", CultureInfo.InvariantCulture);
        response.Headers.Age = ((long)Math.Max(0, age.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        response.ContentLength = answer.Body.Length;
        await idempotent.KeepAsync(exchange, answer.Body);
        await response.BodyWriter.WriteAsync(answer.Body, exchange.Http.RequestAborted);
    }

    private async Task FollowAsync(Exchange exchange, Flight flight)
    {
        var head = flight.Head!;
        AnswerHeaders.WriteShared(exchange, head.Source, head.Dropped, head.ContentType);
        var first = time.GetElapsedTime(exchange.StartedAt);
        if (!await RelayAsync(exchange, flight))
        {
            await FallBehindAsync(exchange);
            return;
        }

        var end = flight.End!;
        if (end.Record is not { } leader)
        {
            // The gateway itself failed on the leader in the middle of its answer.
            exchange.Http.Abort();
            await recorder.BrokenAsync(exchange, new GatewayError(GatewayErrorCode.Internal, "The call that this request shared broke off."));
            return;
        }

        exchange.Decide("cache", $"Shared the call of the identical request {leader.Id}, which was under way.");
        await recorder.SharedAsync(exchange, head.Source, end.Own with { FirstContent = first, Leader = leader });
        ledger.Coalesced(exchange.Caller.OrganizationId, head.Source.Model, end.Own.Cost?.NanoDollars, end.Own.Time);
        await limits.SettleAsync(exchange);
        if (flight.Recording is null)
            exchange.Http.Response.ContentLength = end.LastBytes.Length;
        await exchange.Http.Response.BodyWriter.WriteAsync(end.LastBytes, exchange.Http.RequestAborted);
    }

    // False: it reads so slowly that what it would have to get is no longer there.
    private static async Task<bool> RelayAsync(Exchange exchange, Flight flight)
    {
        if (flight.Recording is not { } recording)
            return true;
        var (output, aborted, read) = (exchange.Http.Response.BodyWriter, exchange.Http.RequestAborted, 0L);
        while (true)
        {
            await recording.NewsAsync(read).WaitAsync(aborted);
            var count = recording.Read(read, output.GetSpan(ReadBytes), out var isOver);
            if (count < 0)
                return false;
            output.Advance(count);
            read += count;
            if (count > 0)
                await output.FlushAsync(aborted);
            if (isOver)
                return true;
        }
    }

    private async Task FallBehindAsync(Exchange exchange)
    {
        var error = new GatewayError(GatewayErrorCode.Internal, "This answer is shared with an identical request, and it was read so slowly that its rest is gone. Send the request again, with the option 'cache' set to 'off' to have it for yourself.");
        await recorder.BrokenAsync(exchange, error);
        await exchange.Http.Response.BodyWriter.WriteAsync(exchange.Errors.StreamEvent(error, exchange.Id, 0), exchange.Http.RequestAborted);
    }

    private static string SimilarityOf(CacheUse use) =>
        use.Similarity is { } similarity ? string.Create(CultureInfo.InvariantCulture, $", found by meaning with similarity {similarity:0.000}") : "";

    private static string Text(TimeSpan duration) => DurationText.Format(TimeSpan.FromSeconds(Math.Max(0, Math.Round(duration.TotalSeconds))));
}
