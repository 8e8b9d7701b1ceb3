using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Hedging;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Resilience;
using HybridAi.Providers.Http;

namespace HybridAi.Gateway.Execution;

/// <summary>Makes attempts, in the order that <see cref="AttemptOrder"/> decides, until one answers.</summary>
internal sealed class Executor(
    WatchedAttempt attempts, AttemptClocks clocks, AttemptRules rules, RequestLimits limits, BudgetGate budgets, IUsageJournal journal, Hedges hedges, HedgeRace race, UpstreamOptions options,
    TimeProvider time)
{
    /// <summary>Makes attempts.</summary>
    /// <returns>
    /// The attempt that decided; or why none did: nothing could be called, or the journal could not take the marker that has to come before a provider is.
    /// </returns>
    public async Task<(AttemptResult? Result, GatewayError? Refusal)> RunAsync(Exchange exchange)
    {
        var total = exchange.Options.Timeout ?? options.TotalTimeout;
        var order = new AttemptOrder(exchange, rules);
        hedges.Open(exchange);
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
                using var clock = clocks.Start(Left(exchange, total), exchange.Unwanted);
                isMade = true;
                last = exchange.Hedge is null
                    ? await attempts.MakeAsync(exchange, next.Deployment, call, clock)
                    : await race.RunAsync(exchange, order, next.Deployment, call, clock, total);
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
        if (result is not null)
            WatchedAttempt.Abandon(exchange, result);
    }

    // False: the gateway shuts down, and what failed last is the answer.
    private async Task<bool> WaitAsync(Exchange exchange, TimeSpan delay, AttemptResult? last)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(exchange.Unwanted, clocks.Shutdown);
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

    private TimeSpan Left(Exchange exchange, TimeSpan total) => total - time.GetElapsedTime(exchange.StartedAt);
}
