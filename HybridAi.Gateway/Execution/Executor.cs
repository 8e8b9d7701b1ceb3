using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Resilience;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Makes attempts, in the order that <see cref="AttemptOrder"/> decides, until one answers.</summary>
internal sealed class Executor(
    Attempt attempt, AttemptRules rules, RequestLimits limits, BudgetGate budgets, IUsageJournal journal, IAttemptObserver[] observers, UpstreamOptions options, TimeProvider time, CancellationToken shutdown)
{
    private readonly AttemptClocks _clocks = new(time);

    /// <summary>Makes attempts.</summary>
    /// <returns>
    /// The attempt that decided; or why none did: nothing could be called, or the journal could not take the marker that has to come before a provider is.
    /// </returns>
    public async Task<(AttemptResult? Result, GatewayError? Refusal)> RunAsync(Exchange exchange)
    {
        var total = exchange.Options.Timeout ?? options.TotalTimeout;
        var order = new AttemptOrder(exchange, rules);
        AttemptResult? last = null;
        while (order.Next(Left(exchange, total)) is { } next)
        {
            if (next.Delay > TimeSpan.Zero && !await WaitAsync(exchange, next.Delay, last))
                break;
            if (!order.TryEnter(next.Deployment, out var call))
                continue;
            var isMade = false;
            try
            {
                if (!await limits.MayTryAsync(exchange, next.Deployment) || !await budgets.MayTryAsync(exchange, next.Deployment))
                    continue;
                order.Begin(next);
                Abandon(exchange, last);
                last = null;
                exchange.Attempts++;
                if (!await journal.StartAsync(UsageRecords.InFlight(exchange, next.Deployment)))
                {
                    exchange.Attempts--;
                    return (null, Recorder.Unavailable());
                }

                exchange.Attempted = next.Deployment;
                using var clock = _clocks.Start(Left(exchange, total), exchange.Unwanted, shutdown);
                isMade = true;
                last = await MakeAsync(exchange, next.Deployment, call, clock);
            }
            catch (OperationCanceledException) when (!isMade)
            {
                // The caller has gone; what was tried for it is recorded all the same.
                Abandon(exchange, last);
                throw;
            }
            finally
            {
                if (!isMade)
                    rules.Breakers.Leave(call, CallVerdict.Unknown, TimeSpan.Zero);
            }

            if (last.Failure is null || last.Committed)
                break;
            order.Failed(last);
        }

        return last is null ? (null, order.NothingTried()) : (last, null);
    }

    private static void Abandon(Exchange exchange, AttemptResult? result)
    {
        if (result is null)
            return;
        UsageRecords.Abandon(exchange, result);
        exchange.Budget?.Abandon(exchange.Abandoned![^1].Cost);
        result.Dispose();
    }

    // False: the gateway shuts down, and what failed last is the answer.
    private async Task<bool> WaitAsync(Exchange exchange, TimeSpan delay, AttemptResult? last)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(exchange.Unwanted, shutdown);
        try
        {
            await Task.Delay(delay, time, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!exchange.Unwanted.IsCancellationRequested)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            // The caller has gone; what was tried for it is recorded all the same.
            Abandon(exchange, last);
            throw;
        }
    }

    private async Task<AttemptResult> MakeAsync(Exchange exchange, Deployment deployment, AdmittedCall call, AttemptClock clock)
    {
        var before = time.GetElapsedTime(exchange.StartedAt);
        // Counting is quick, and often the gateway's own doing: it says nothing of how long answers take.
        var watching = exchange.Api == InferenceApi.CountTokens ? [] : observers;
        foreach (var observer in watching)
            observer.Began(deployment);
        AttemptResult? result = null;
        try
        {
            return result = await attempt.MakeAsync(exchange, deployment, clock);
        }
        finally
        {
            // A bug of the gateway says nothing about the provider: its caller hung up, as it were.
            var outcome = result is null
                ? new AttemptOutcome(deployment, time.GetElapsedTime(exchange.StartedAt) - before, null, FailureCause.ClientAborted, 0, null)
                : new AttemptOutcome(deployment, result.Duration, exchange.Streamed ? result.TimeToFirstToken - before : null, result.Failure?.Cause, result.Failure?.Status ?? 0, result.Facts.Usage);
            rules.Breakers.Leave(call, VerdictOf(exchange, outcome), outcome.TimeToFirstContent ?? outcome.Duration);
            foreach (var observer in watching)
                observer.Ended(outcome);
        }
    }

    // Nobody but a caller is as impatient as it likes: the gateway's own time-out is long enough for a provider that works.
    private static CallVerdict VerdictOf(Exchange exchange, in AttemptOutcome outcome) =>
        outcome.Failure == FailureCause.TotalTimeout && exchange.Options.Timeout is null ? CallVerdict.Failed : outcome.Failure.Judge();

    private TimeSpan Left(Exchange exchange, TimeSpan total) => total - time.GetElapsedTime(exchange.StartedAt);
}
