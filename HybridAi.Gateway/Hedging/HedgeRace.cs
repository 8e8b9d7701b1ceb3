using System.Globalization;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Resilience;

namespace HybridAi.Gateway.Hedging;

/// <summary>
/// Makes an attempt and, when it is late, a second one beside it at the next deployment of the plan. The first to have content becomes the answer (<see cref="CommitGate"/>), the other
/// one is given up and recorded with what it cost. If one fails before that, the other goes on alone.
/// </summary>
internal sealed class HedgeRace(
    WatchedAttempt attempts, AttemptClocks clocks, HedgeDelays delays, HedgePermits permits, AttemptRules rules, TimeProvider time)
{
    /// <summary>Makes the attempt, or both.</summary>
    /// <param name="exchange">The request, which is to be hedged.</param>
    /// <param name="order">The order of its attempts.</param>
    /// <param name="deployment">Where the first is made.</param>
    /// <param name="call">Its breaker's leave.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="total">How long the request may take from its arrival.</param>
    /// <returns>The one that decides: the answer, or the failure that is to be gone on from. The other one has been recorded.</returns>
    public async Task<AttemptResult> RunAsync(Exchange exchange, AttemptOrder order, Deployment deployment, AdmittedCall call, AttemptClock clock, TimeSpan total)
    {
        if (DelayFor(exchange, order, deployment) is not { } delay)
            return await attempts.MakeAsync(exchange, deployment, call, clock);
        var gate = exchange.Gate = new CommitGate(exchange, deployment, clock);
        var race = new Race(exchange, order, gate, deployment, attempts.MakeAsync(exchange, deployment, call, clock));
        try
        {
            return await WatchAsync(race, delay, total);
        }
        catch (Exception)
        {
            // A bug, of whichever attempt: neither outlives the request.
            clock.GiveUp();
            race.SecondClock?.GiveUp();
            await Task.WhenAll(race.First, race.Second ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            exchange.Gate = null;
            race.SecondClock?.Dispose();
        }
    }

    // Null: it is not hedged, and the request says why unless that was settled before.
    private TimeSpan? DelayFor(Exchange exchange, AttemptOrder order, Deployment deployment)
    {
        var hedge = exchange.Hedge!;
        if (hedge.IsOver)
            return null;
        // Asked for in any case: that is what has a deployment measured.
        if (delays.DelayFor(deployment, exchange.Streamed) is not { } delay)
            hedge.Refuse(exchange, "no-sample", $"too few answers of {deployment.Id} have been measured");
        else if (!order.HasMoreInPlan)
            hedge.Refuse(exchange, "no-alternative", "its plan has no other deployment left");
        else
            return delay;
        return null;
    }

    private async Task<AttemptResult> WatchAsync(Race race, TimeSpan delay, TimeSpan total)
    {
        var (exchange, first) = (race.Exchange, race.Deployment);
        if (await EndsWithinAsync(race.First, delay) || race.Gate.Passed is not null)
        {
            var result = await race.First;
            if (result.Failure is null)
                exchange.Decide("hedge", string.Create(CultureInfo.InvariantCulture, $"Not hedged: {first.Id} had content within {delay.TotalMilliseconds:0} ms."));
            return result;
        }

        if (await permits.AskAsync(exchange, race.Order, first) is not { } permit)
            return await race.First;
        var clock = race.SecondClock = clocks.Start(total - time.GetElapsedTime(exchange.StartedAt), exchange.Unwanted);
        if (race.First.IsCompleted || !race.Gate.TryAdd(clock))
        {
            permits.Withdraw(permit);
            return await race.First;
        }

        exchange.Hedge!.Make(permit.Aside);
        race.Order.SkipTo(permit.Deployment);
        exchange.Decide("hedge", string.Create(
            CultureInfo.InvariantCulture, $"Hedged: {first.Id} had no content after {delay.TotalMilliseconds:0} ms, so that {permit.Deployment.Id} was asked as well."));
        race.Second = attempts.MakeAsync(exchange, permit.Deployment, permit.Call, clock);
        return await DecideAsync(race);
    }

    private async Task<bool> EndsWithinAsync(Task attempt, TimeSpan delay)
    {
        using var ended = new CancellationTokenSource();
        if (await Task.WhenAny(attempt, Task.Delay(delay, time, ended.Token)) != attempt)
            return false;
        await ended.CancelAsync();
        return true;
    }

    private async Task<AttemptResult> DecideAsync(Race race)
    {
        var sooner = await Task.WhenAny(race.First, race.Second!);
        var one = await sooner;
        // A stream that has content has passed already; a whole answer passes here. So does a failure of the first that no other deployment can mend, but none of the second: what it
        // refuses the first may take, which would have answered without it.
        if (one.Failure is not { Cause: var cause } || (sooner == race.First && !cause.AllowsFallback()))
            race.Gate.TryPass(one.Deployment);
        else
            race.Gate.Fail(one.Deployment);
        var other = await (sooner == race.First ? race.Second! : race.First);
        if (other.Failure is null)
            race.Gate.TryPass(other.Deployment);
        return ReferenceEquals(race.Gate.Passed, one.Deployment) ? Settle(race, one, other) : Settle(race, other, one);
    }

    private AttemptResult Settle(Race race, AttemptResult decisive, AttemptResult other)
    {
        var exchange = race.Exchange;
        exchange.Attempted = decisive.Deployment;
        // Whole answers may both have come at the same time; then what the slower one cost is known.
        other.Failure ??= Attempt.Lost(other.Deployment);
        WatchedAttempt.Abandon(exchange, other);
        var (cause, isFirst) = (other.Failure.Cause, ReferenceEquals(other.Deployment, race.Deployment));
        if (cause is FailureCause.HedgeLost or FailureCause.ClientAborted or FailureCause.Shutdown or FailureCause.TotalTimeout)
            exchange.Decide("hedge", $"{decisive.Deployment.Id} {(decisive.Failure is null ? "had content" : "ended")} first.");
        else
        {
            if (cause.AllowsFallback())
                race.Order.Failed(other);
            exchange.Decide(isFirst ? "fallback" : "hedge", $"{other.Deployment.Id} failed ({cause.Name()}): the attempt at {decisive.Deployment.Id} went on alone.");
            if (isFirst)
                rules.Log.FellBack(exchange.Id, null, other.Deployment.Id, decisive.Deployment.Id, cause);
        }

        // After a failure of the first attempt the second one would have been made anyway.
        if (!isFirst || !cause.AllowsFallback())
            exchange.Hedge!.ExtraNanoDollars = HedgeCost.Of(race.Deployment, decisive.Deployment, decisive.Facts.Usage, exchange.Abandoned![^1].Cost, exchange.At);
        return decisive;
    }

    private sealed record Race(Exchange Exchange, AttemptOrder Order, CommitGate Gate, Deployment Deployment, Task<AttemptResult> First)
    {
        public Task<AttemptResult>? Second { get; set; }

        public AttemptClock? SecondClock { get; set; }
    }
}
