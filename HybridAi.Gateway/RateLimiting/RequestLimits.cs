using HybridAi.Core.RateLimiting;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>
/// Holds requests to the limits: first to those that depend on who asks and, in the same step, to those that hold wherever the request goes; then, where that
/// makes a difference, to those of the deployment that it goes to. Costs a null check where there are none.
/// </summary>
internal sealed class RequestLimits(ILimiter limiter, Translator translator, TimeProvider time)
{
    private const string Step = "limit";

    // Room may come earlier than was foreseen: others used less than they reserved.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseForOthers = TimeSpan.FromMilliseconds(20);

    private readonly LimitLines _lines = new();

    /// <summary>Takes what a request needs of all limits that are known to hold for it.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public ValueTask<GatewayError?> CheckAsync(Exchange exchange)
    {
        if (exchange.Snapshot.Limits is not { } limits)
            return default;
        var ticket = exchange.Limits = new LimitTicket(limits.OfCallers.Length + limits.OfDeployments.Length) { Id = exchange.Id };
        foreach (var limit in limits.OfCallers)
        {
            if (LimitScopes.TryFind(limit, exchange, out var key))
                Ask(exchange, limit, key);
        }

        foreach (var limit in limits.OfDeployments)
        {
            if (TryFindCommon(limit, exchange, out var key))
                Ask(exchange, limit, key);
        }

        return TakeAsync(exchange, ticket);
    }

    /// <summary>Makes the plan begin with a deployment that has room.</summary>
    /// <returns>Why there is none, or null.</returns>
    public ValueTask<GatewayError?> EnterAsync(Exchange exchange) =>
        exchange.Limits is null || exchange.Snapshot.Limits is not { OfDeployments.Length: > 0 } ? default : EnterFirstAsync(exchange, exchange.Limits);

    /// <summary>Whether a deployment has room for a request that falls back to it; if so, it takes it.</summary>
    public ValueTask<bool> MayTryAsync(Exchange exchange, Deployment deployment) =>
        exchange.Limits is null || exchange.Snapshot.Limits is not { OfDeployments.Length: > 0 } ? new(true) : TryEnterAsync(exchange, exchange.Limits, deployment);

    /// <summary>Corrects what was taken to what was used, which is no token where somebody else's answer was given. Once; again does nothing.</summary>
    public ValueTask SettleAsync(Exchange exchange) =>
        exchange.Limits is { HeldCount: > 0 } ticket
            ? limiter.SettleAsync(ticket, exchange is { Record: { } record, Cache: not { IsAnswered: true } } ? record.Usage.TotalInput + record.Usage.TotalOutput : 0)
            : default;

    /// <summary>How many requests of this gateway wait for room in a scope.</summary>
    public int WaitingFor(in LimitKey key) => _lines.WaitingFor(key);

    // The scope of a limit that is the same wherever the request goes.
    private static bool TryFindCommon(Limit limit, Exchange exchange, out LimitKey key)
    {
        if (!LimitScopes.TryFind(limit, exchange.RequestedModel, exchange.Candidates[0], out key))
            return false;
        for (var i = 1; i < exchange.Candidates.Length; i++)
        {
            if (!LimitScopes.TryFind(limit, exchange.RequestedModel, exchange.Candidates[i], out var other) || other != key)
                return false;
        }

        return true;
    }

    private static void Ask(Exchange exchange, Limit limit, in LimitKey key) =>
        exchange.Limits!.Ask(limit, key, limit.Measure == LimitMeasure.Tokens ? TokenReservation.Of(exchange, limit) : 1);

    private async ValueTask<GatewayError?> TakeAsync(Exchange exchange, LimitTicket ticket)
    {
        if (FindTooLarge(exchange, ticket) is >= 0 and var small)
            return Note(exchange, LimitRefusals.TooLarge(exchange, ticket.Asked[small], TokenReservation.InputOf(exchange)));
        var line = _lines.Find(ticket);
        if (line < 0 && await limiter.TryTakeAsync(ticket, exchange.Unwanted))
        {
            Tell(exchange, ticket.Held);
            return null;
        }

        var refused = line >= 0 ? line : Worst(ticket);
        return await WaitAsync(exchange, ticket, refused);
    }

    // A limit of tokens that is smaller than the input alone, or -1.
    private static int FindTooLarge(Exchange exchange, LimitTicket ticket)
    {
        var asked = ticket.Asked;
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i].Limit.Measure == LimitMeasure.Tokens && TokenReservation.InputOf(exchange) > asked[i].Limit.Capacity)
                return i;
        }

        return -1;
    }

    private async ValueTask<GatewayError?> WaitAsync(Exchange exchange, LimitTicket ticket, int refused)
    {
        if (!MayWait(ticket.Asked, ticket.Asked[refused].Limit.MaxWait))
            return Full(exchange, ticket, refused);
        if (_lines.Join(ticket.Asked[refused]) is not { } line)
            return Full(exchange, ticket, refused, ", and as many requests as may wait for it already do");
        var (limit, held, began) = (ticket.Asked[refused].Limit, ticket.HeldCount, time.GetTimestamp());
        using var patience = new CancellationTokenSource(limit.MaxWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, exchange.Unwanted);
        var isFirst = false;
        try
        {
            await line.First.WaitAsync(either.Token);
            isFirst = true;
            while (!await limiter.TryTakeAsync(ticket, exchange.Unwanted))
            {
                refused = Worst(ticket);
                if (!MayWait(ticket.Asked, limit.MaxWait - time.GetElapsedTime(began)))
                    return Full(exchange, ticket, refused);
                await Task.Delay(PauseOf(ticket.Asked[refused]), time, either.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !exchange.Unwanted.IsCancellationRequested)
        {
            return Full(exchange, ticket, refused, $" and had none for {LimitHeaders.Duration((long)limit.MaxWait.TotalMicroseconds)}");
        }
        finally
        {
            if (isFirst)
                line.First.Release();
            _lines.Leave(line);
        }

        var waited = (long)time.GetElapsedTime(began).TotalMicroseconds;
        exchange.Decide(Step, $"Waited {LimitHeaders.Duration(waited)} for room: {LimitRefusals.Describe(exchange, ticket.Held[held + refused])} had none.");
        Tell(exchange, ticket.Held);
        return null;
    }

    // Whether all that have no room let requests wait, and have it soon enough. Those under way may end at any time.
    private static bool MayWait(Span<LimitCharge> asked, TimeSpan left)
    {
        foreach (ref var charge in asked)
        {
            if (charge.Wait > 0 && (charge.Limit.MaxWait == TimeSpan.Zero || (charge.Limit.Measure != LimitMeasure.Concurrent && charge.Wait > left.TotalMicroseconds)))
                return false;
        }

        return left > TimeSpan.Zero;
    }

    private static TimeSpan PauseOf(in LimitCharge charge)
    {
        if (charge.Limit.Measure == LimitMeasure.Concurrent)
            return PauseForOthers;
        var wait = TimeSpan.FromMicroseconds(charge.Wait);
        return wait < LongestPause ? wait : LongestPause;
    }

    private static int Worst(LimitTicket ticket)
    {
        var asked = ticket.Asked;
        var worst = 0;
        for (var i = 1; i < asked.Length; i++)
        {
            if (asked[i].Wait > asked[worst].Wait)
                worst = i;
        }

        return worst;
    }

    private async ValueTask<GatewayError?> EnterFirstAsync(Exchange exchange, LimitTicket ticket)
    {
        for (var i = 0; i < exchange.Plan.Length; i++)
        {
            // A plan begins with one that can take the request; that of the plan before does.
            if ((i > 0 && !translator.CanTake(exchange, exchange.Plan[i], out _)) || !await TryEnterAsync(exchange, ticket, exchange.Plan[i]))
                continue;
            if (i > 0)
                exchange.Plan = exchange.Plan[i..];
            Tell(exchange, ticket.Held);
            return null;
        }

        // None has room. The first is waited for, if it may be.
        AskFor(exchange, ticket, exchange.Plan[0]);
        if (await TakeAsync(exchange, ticket) is not { } refused)
            return null;
        // Refused after all, so that it counts nowhere.
        await limiter.SettleAsync(ticket, 0, undo: true);
        return refused;
    }

    private async ValueTask<bool> TryEnterAsync(Exchange exchange, LimitTicket ticket, Deployment deployment)
    {
        if (!AskFor(exchange, ticket, deployment) || (FindTooLarge(exchange, ticket) < 0 && await limiter.TryTakeAsync(ticket, exchange.Unwanted)))
            return true;
        exchange.Decide(Step, $"Left out {deployment.Id}: {LimitRefusals.Describe(exchange, ticket.Asked[Worst(ticket)])} has no room.");
        ticket.Withdraw();
        return false;
    }

    // What was taken for an earlier deployment is not taken again.
    private static bool AskFor(Exchange exchange, LimitTicket ticket, Deployment deployment)
    {
        foreach (var limit in exchange.Snapshot.Limits!.OfDeployments)
        {
            if (LimitScopes.TryFind(limit, exchange.RequestedModel, deployment, out var key) && !ticket.Has(key))
                Ask(exchange, limit, key);
        }

        return ticket.AskedCount > 0;
    }

    private GatewayError Full(Exchange exchange, LimitTicket ticket, int refused, string more = "")
    {
        Tell(exchange, ticket.Asked);
        return Note(exchange, LimitRefusals.Full(exchange, ticket.Asked[refused], more));
    }

    private static GatewayError Note(Exchange exchange, GatewayError error)
    {
        exchange.Decide(Step, $"Refused: {error.Message}");
        return error;
    }

    private void Tell(Exchange exchange, ReadOnlySpan<LimitCharge> charges) => LimitHeaders.Write(exchange.Http.Response.Headers, exchange.Api, charges, time.GetUtcNow());
}
