using HybridAi.Core.Caching;
using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// Looks for an answer that was given before, or is on its way to somebody else; and keeps new ones. A request that finds neither goes on and, where that is allowed, leads
/// those that come after it.
/// </summary>
internal sealed class AnswerCache(
    LayeredCache cache, SemanticCache semantic, Flights flights, CacheLedger ledger, ReuseWatch reuse, UsedRequests used, CacheOptions options, TimeProvider time)
{
    public const string Miss = "miss", Exact = "exact", Prefix = "prefix", Coalesced = "coalesced";

    // Who followed as many calls that failed takes the failure for its own: the next call would be one more in a row of all who wait.
    private const int MostFailures = 2;

    /// <summary>Looks for an answer. Whether there is one says <see cref="Exchange.Cache"/>.</summary>
    /// <returns>Why the request must not go on, or null.</returns>
    public ValueTask<GatewayError?> FindAsync(Exchange exchange)
    {
        var mode = exchange.Options.Cache ?? CacheMode.On;
        string? obstacle = null;
        if (!options.Enabled || mode == CacheMode.Off || (obstacle = Cacheability.Obstacle(exchange, options.MaxRequestSize.Bytes)) is not null)
            return new(mode == CacheMode.Only ? Absent(exchange, obstacle) : null);
        var rule = CacheRuleFinder.Find(exchange);
        if (rule is { Never: true })
            return new(mode == CacheMode.Only ? Absent(exchange, $"the rule {rule.Name} says that it is not cached") : null);
        if (RequestKey.Of(exchange, options.Partition) is not { } key)
            return new(mode == CacheMode.Only ? Absent(exchange, "a text in it is not valid Unicode") : null);
        exchange.Cache = new CacheUse { Key = key, Ttl = rule?.Ttl ?? options.Ttl, Rule = rule?.Name, Candidates = exchange.Candidates };
        used.Note(key, exchange);
        if (rule is not null)
            reuse.Used(key, rule.Name);
        exchange.CacheStatus = Miss;
        if (mode != CacheMode.Refresh)
            return LookAsync(exchange, exchange.Cache);
        Record(exchange);
        return default;
    }

    /// <summary>Keeps the answer of a request, and gives it to those who share it.</summary>
    public void Keep(Exchange exchange, AttemptResult result, UsageRecord record)
    {
        if (exchange.Cache is not { } use)
            return;
        var body = IsWhole(exchange, use, result) ? BodyOf(exchange, result) : null;
        if (exchange.Options.Cache != CacheMode.Refresh)
            ledger.Miss(exchange.Caller.OrganizationId, result.Deployment.Model);
        var own = UsageRecords.OwnOf(exchange, result);
        if (body is { } kept)
        {
            var answer = AnswerOf(exchange, use, result, own, kept);
            cache.Keep(answer);
            if (ApproximateOf(exchange, use) is { } approximate)
                cache.Keep(CachedPointer.To(answer, approximate));
            ledger.Wrote(answer);
            semantic.Keep(use, answer);
        }

        if (use is { Leads: true, Flight: { } flight })
            Land(exchange, flight, result, record, own, body);
    }

    /// <summary>Ends a request's part in a shared call, however it ended. Again does nothing.</summary>
    public void Leave(Exchange exchange)
    {
        if (exchange.Cache is not { Flight: { } flight } use)
            return;
        if (!use.Leads)
            flight.Leave();
        else if (flight.End is null)
        {
            // It came to no call, so that another one has to try.
            flights.Remove(flight);
            flight.Close();
            flight.Finish(new FlightEnd());
        }

        use.Flight = null;
    }

    private async ValueTask<GatewayError?> LookAsync(Exchange exchange, CacheUse use)
    {
        var landed = flights.LandedLike(use.Key);
        if (await HitAsync(exchange, use) || await semantic.FindAsync(exchange, use))
            return null;
        if (exchange.Options.Cache == CacheMode.Only)
            return Absent(exchange, null);
        // Of a request with a key of its own the database has seen to it already.
        if (options.Coalesce && exchange.Claim is null)
            return await ShareAsync(exchange, use, landed);
        Record(exchange);
        return null;
    }

    private async ValueTask<bool> HitAsync(Exchange exchange, CacheUse use)
    {
        use.Hit = await cache.FindAsync(use.Key, exchange.Http.RequestAborted);
        if (use.Hit.IsHit)
            exchange.CacheStatus = Exact;
        else if (ApproximateOf(exchange, use) is { } approximate
            && (await cache.FindAsync(approximate, exchange.Http.RequestAborted)).Answer is { } pointer && CachedPointer.TryRead(pointer, out var key))
        {
            use.Hit = await cache.FindAsync(key, exchange.Http.RequestAborted);
            if (use.Hit.IsHit)
                exchange.CacheStatus = Prefix;
        }

        return use.Hit.IsHit;
    }

    private CacheKey? ApproximateOf(Exchange exchange, CacheUse use) =>
        options.ApproximatePrefix ? use.Approximate ??= RequestKey.Of(exchange, options.Partition, approximate: true) : null;

    private void Record(Exchange exchange)
    {
        if (exchange.Streamed)
            exchange.StartRecording(options.MaxAnswerSize.Bytes);
    }

    private async ValueTask<GatewayError?> ShareAsync(Exchange exchange, CacheUse use, long landed)
    {
        for (var failures = 0; ;)
        {
            use.Flight = flights.Join(use.Key, exchange, options.MaxAnswerSize.Bytes, out var leads);
            use.Leads = leads;
            if (leads)
            {
                use.Flight.Watch(exchange.Http.RequestAborted);
                // A call may have landed since the look into the cache.
                if (flights.LandedLike(use.Key) != landed && await HitAsync(exchange, use))
                    Leave(exchange);
                return null;
            }

            try
            {
                await use.Flight.Begun.WaitAsync(exchange.Options.Timeout ?? Timeout.InfiniteTimeSpan, time, exchange.Http.RequestAborted);
            }
            catch (TimeoutException)
            {
                return TooLate();
            }

            if (use.Flight.Head is not null)
            {
                exchange.CacheStatus = Coalesced;
                return null;
            }

            var error = use.Flight.End!.Error;
            Leave(exchange);
            if (error is not null && ++failures == MostFailures)
                return error;
        }
    }

    private static GatewayError TooLate()
    {
        const string Message = "The request took longer than allowed.";
        return new GatewayError(GatewayErrorCode.Provider, Message, null, new ProviderError { Cause = FailureCause.TotalTimeout, Message = Message });
    }

    private void Land(Exchange exchange, Flight flight, AttemptResult result, UsageRecord record, in SharedAnswer own, ReadOnlyMemory<byte>? body)
    {
        flights.Land(flight);
        if (!flight.Close())
        {
            flight.Finish(new FlightEnd());
            return;
        }

        if (result is { Failure: not null, Committed: false })
        {
            var isOwn = result.Failure.Cause == FailureCause.TotalTimeout && exchange.Options.Timeout is not null;
            flight.Finish(new FlightEnd { Error = isOwn ? null : result.ToError() });
            return;
        }

        if (flight.Head is null)
            flight.Begin(new FlightHead(AnswerSource.Of(exchange, result.Deployment), result.ContentType ?? "application/json", result.Dropped));
        if (exchange.Http.RequestAborted.IsCancellationRequested)
            exchange.Decide("cache", "The caller hung up; others waited for the same answer.");
        flight.Finish(new FlightEnd { Record = record, Own = own, LastBytes = exchange.Recording is { Length: > 0 } ? result.LastBytes.ToArray() : body ?? result.LastBytes.ToArray() });
    }

    // A chat that ends without a reason was perhaps cut; what a filter took out is not what was asked for.
    private static bool IsWhole(Exchange exchange, CacheUse use, AttemptResult result) => result.Failure is null
        && Array.IndexOf(use.Candidates, result.Deployment) >= 0
        && (!exchange.Api.IsChat() || result.Facts is { FinishReason: not null, IsCut: false });

    // Null: it is too large to be kept.
    private ReadOnlyMemory<byte>? BodyOf(Exchange exchange, AttemptResult result)
    {
        if (exchange.Recording is { Length: > 0 } recording)
            return recording.WholeWith(result.LastBytes.Span, options.MaxAnswerSize.Bytes);
        if (result.LastBytes.Length > options.MaxAnswerSize.Bytes)
            return null;
        return result.LastBytes.ToArray();
    }

    private CachedAnswer AnswerOf(Exchange exchange, CacheUse use, AttemptResult result, in SharedAnswer own, ReadOnlyMemory<byte> body)
    {
        return new CachedAnswer
        {
            Key = use.Key,
            Api = exchange.Api.NameOf(),
            Streamed = exchange.Streamed,
            ContentType = exchange.Streamed ? "text/event-stream" : result.ContentType ?? "application/json",
            Body = body,
            RequestedModel = exchange.RequestedModel,
            Provider = result.Deployment.Provider,
            Model = result.Deployment.Model,
            Usage = own.Usage,
            Estimated = own.Estimated,
            FinishReason = own.FinishReason,
            CostNanoDollars = own.Cost?.NanoDollars,
            Duration = own.Time,
            // So that a purge while it was made is of it, too: it may say what was so before.
            CreatedAt = exchange.At,
            ExpiresAt = time.GetUtcNow() + use.Ttl,
            Tags = exchange.Options.Tags ?? [],
            Dropped = result.Dropped ?? [],
            Rule = use.Rule,
            Team = exchange.Caller.TeamId,
            User = exchange.Caller.UserId,
            CausedBy = exchange.Caller.KeyId,
        };
    }

    private static GatewayError Absent(Exchange exchange, string? obstacle) => new(
        GatewayErrorCode.CacheMiss, $"The answer is not in the cache, and 'cache' is 'only'{(obstacle is null ? "" : $": {obstacle}")}.", RequestOptionNames.ParamOf(exchange.Body.Scan, "cache"));
}
