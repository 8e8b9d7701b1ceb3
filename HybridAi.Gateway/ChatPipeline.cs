using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Health.Resources;
using HybridAi.Gateway.Hedging;
using HybridAi.Gateway.Idempotency;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Resilience;
using HybridAi.Gateway.Responses;
using HybridAi.Gateway.Routing;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Connections;

namespace HybridAi.Gateway;

/// <summary>
/// The way of a request, from top to bottom. Each step is a call into its room; a step that refuses returns why. A provider is called
/// only after the journal has a marker of it, and an answer ends only after the journal has its record.
/// </summary>
internal sealed partial class ChatPipeline(
    SnapshotHolder snapshots, Identifier identifier, MemoryPressure pressure, RuleJudge rules, IdempotentRequests idempotent, AnswerCache answers, AnswerReplay sharing, RequestLimits limits,
    ProviderLimits providerLimits, ResponseMemory memory, Planner planner, ActiveConditions conditions, BudgetGate budgets, Executor executor, Hedges hedges, Recorder recorder,
    GatewayOptions options, TimeProvider time, ILogger<ChatPipeline> logger)
{
    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext http, InferenceApi api) => RunAsync(http, api);

    /// <summary>Answers a request.</summary>
    /// <returns>Its record; null if nothing is recorded of it.</returns>
    public async Task<UsageRecord?> RunAsync(HttpContext http, InferenceApi api)
    {
        var now = time.GetUtcNow();
        using var exchange = new Exchange(http, api, snapshots.Current, RequestIds.Next(now), now, time.GetTimestamp());
        AnswerHeaders.WriteId(http.Response.Headers, exchange.Id, api);

        // 1 Identify: who asks. Nothing is recorded of strangers.
        if (identifier.Identify(exchange) is { } stranger)
        {
            await ErrorWriter.WriteAsync(http, stranger, exchange.Errors, exchange.Id);
            return null;
        }

        try
        {
            if (await PrepareAsync(exchange) is { } refused)
                await RefuseAsync(exchange, refused);
            else if (exchange.Replay is { } replay)
                await RepeatAsync(exchange, replay);
            else if (exchange.Cache is { IsAnswered: true })
                await sharing.AnswerAsync(exchange);
            else
                await AnswerAsync(exchange);
        }
        catch (Exception gone) when (gone is ConnectionResetException || (gone is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested))
        {
            // The caller hung up before a provider was called, or behind its record; in between the executor tells by its result.
            // A read of the body can notice a reset before the request is marked as aborted.
            await recorder.GoneAsync(exchange);
            // Else the server would try to drain the rest of the body, find its own read still open and log that as an error.
            http.Abort();
        }
        catch (Exception bug)
        {
            LogBroken(bug, exchange.Id);
            await BreakAsync(exchange, bug);
        }
        finally
        {
            // However it ended.
            hedges.Settle(exchange);
            answers.Leave(exchange);
            await limits.SettleAsync(exchange);
            // What came to no answer may be sent again under the same key. Where the caller is told so, this was done before.
            await idempotent.ReleaseAsync(exchange);
        }

        return exchange.Record;
    }

    private async ValueTask<GatewayError?> PrepareAsync(Exchange exchange)
    {
        // What there is no memory for is not even read.
        if (pressure.Refusal is { } exhausted)
            return exhausted;

        var (body, unreadable) = await RequestBody.ReadAsync(exchange.Http.Request, exchange.Api, options.MaxBodySize);
        if (body is null)
            return unreadable;
        exchange.Body = body;

        // 2 Resolve: what is really asked for, and what routing rules make of it.
        if (Resolver.Resolve(exchange, rules) is { } unresolved)
            return unresolved;
        exchange.EndUser = identifier.Pseudonym(exchange.Options.User);

        // What was answered under the caller's own key before is answered again, and costs nothing.
        if (await idempotent.ClaimAsync(exchange) is { } conflict)
            return conflict;
        if (exchange.Replay is not null)
            return null;

        if (KeyPolicies.BoundOutput(exchange) is { } beyond)
            return beyond;

        // 3 Limit: all limits that are known to hold, at once; in a short queue where that is allowed.
        if (await limits.CheckAsync(exchange) is { } limited)
            return limited;

        // 5 Cache: what was answered before, or is on its way to somebody else, costs nothing.
        if (await answers.FindAsync(exchange) is { } absent)
            return absent;
        if (exchange.Cache is { IsAnswered: true })
            return null;

        // A request's own bound is checked against the estimate.
        if (CostBound.Check(exchange) is { } tooDear)
            return tooDear;

        // What earlier responses bring into the conversation.
        if (await memory.RecallAsync(exchange) is { } forgotten)
            return forgotten;

        // 6 Plan: the deployments in the order of the strategy, those that cannot take the request left out.
        if (planner.Plan(exchange) is { } impossible)
            return impossible;
        providerLimits.LeaveOutExhausted(exchange);
        conditions.Arrange(exchange);

        // 4 Reserve: behind the plan, because it is what the plan's dearest deployment may cost; a spent budget may change the plan.
        if (await budgets.ReserveAsync(exchange) is { } spent)
            return spent;

        // The limits of the deployment that it goes to, where that makes a difference.
        return await limits.EnterAsync(exchange);
    }

    private async Task AnswerAsync(Exchange exchange)
    {
        // 7 Execute: attempts until one answers; a stream is relayed up to its last bytes.
        var (decided, refusal) = await executor.RunAsync(exchange);
        if (decided is null)
        {
            await RefuseAsync(exchange, refusal!);
            return;
        }

        using var result = decided;

        // 8 Settle and record, remember, then release the answer's last bytes.
        var record = await recorder.RecordAsync(exchange, result);
        await limits.SettleAsync(exchange);
        await memory.KeepAsync(exchange, result);
        answers.Keep(exchange, result, record);
        planner.Learn(exchange, result);
        await ReleaseAsync(exchange, result, record);
    }

    // Recorded like any other, so that what was used is counted and the journal's marker closed.
    private async Task BreakAsync(Exchange exchange, Exception bug)
    {
        exchange.Decide(ErrorOccurrence.DecisionStep, BugSummary.Of(bug));
        var error = new GatewayError(
            GatewayErrorCode.Internal, $"The gateway failed on this request; its log has the cause under {exchange.Id}.");
        await recorder.BrokenAsync(exchange, error);
        if (exchange.Http.Response.HasStarted)
            exchange.Http.Abort();
        else
            await ErrorWriter.WriteAsync(exchange.Http, error, exchange.Errors, exchange.Id);
    }

    private async Task RefuseAsync(Exchange exchange, GatewayError error)
    {
        await recorder.RefusedAsync(exchange, error);
        await limits.SettleAsync(exchange);
        await idempotent.ReleaseAsync(exchange);
        AnswerHeaders.WriteDecision(exchange.Http.Response.Headers, exchange);
        await ErrorWriter.WriteAsync(exchange.Http, error, exchange.Errors, exchange.Id);
    }

    private async Task RepeatAsync(Exchange exchange, ClaimResult replay)
    {
        await recorder.RepeatedAsync(exchange, replay.RequestId);
        AnswerHeaders.WriteReplay(exchange, replay);
        exchange.Http.Response.ContentLength = replay.Answer!.Body.Length;
        await exchange.Http.Response.BodyWriter.WriteAsync(replay.Answer.Body, exchange.Http.RequestAborted);
    }

    private async Task ReleaseAsync(Exchange exchange, AttemptResult result, UsageRecord record)
    {
        var response = exchange.Http.Response;
        if (result.Failure is not null)
            await idempotent.ReleaseAsync(exchange);
        if (!result.Committed)
        {
            AnswerHeaders.Write(exchange, result.Deployment, result.Dropped);
            if (result.Failure is not null)
            {
                await ErrorWriter.WriteAsync(exchange.Http, result.ToError(), exchange.Errors, exchange.Id);
                return;
            }

            AnswerHeaders.WriteCost(response.Headers, record.Cost);
            response.ContentType = result.ContentType ?? "application/json";
            response.ContentLength = result.LastBytes.Length;
        }
        else if (result is { IsBareContent: true, Failure: not null })
        {
            exchange.Http.Abort();
            return;
        }

        if (result.Failure is null)
            await idempotent.KeepAsync(exchange, result.LastBytes);
        await response.BodyWriter.WriteAsync(result.LastBytes, exchange.Http.RequestAborted);
    }

    [LoggerMessage(LogLevel.Error, "Request {Id} failed")]
    private partial void LogBroken(Exception exception, Guid id);
}
