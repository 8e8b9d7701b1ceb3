using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Providers.Http;

namespace HybridAi.Gateway.Execution;

/// <summary>Tries the planned deployments in order until one answers.</summary>
internal sealed class Executor(
    Attempt attempt, Translator translator, IUsageJournal journal, IAttemptObserver[] observers, UpstreamOptions options, bool fallback, TimeProvider time,
    CancellationToken shutdown)
{
    private readonly AttemptClocks _clocks = new(time);

    /// <summary>Makes attempts.</summary>
    /// <returns>The attempt that decided, or null if the journal could not take the marker that has to come before a provider is called.</returns>
    public async Task<AttemptResult?> RunAsync(Exchange exchange)
    {
        var total = exchange.Options.Timeout ?? options.TotalTimeout;
        for (var i = 0; ; )
        {
            var deployment = exchange.Plan[i];
            exchange.Attempts++;
            if (!await journal.StartAsync(UsageRecords.InFlight(exchange, deployment)))
            {
                exchange.Attempts--;
                return null;
            }

            exchange.Attempted = deployment;

            using var clock = _clocks.Start(Left(exchange, total), exchange.Http.RequestAborted, shutdown);
            var result = await MakeAsync(exchange, deployment, clock);
            if (result.Failure is null || result.Committed || !fallback || Left(exchange, total) <= TimeSpan.Zero
                || !result.Failure.Cause.AllowsFallback() || (i = NextAble(exchange, i + 1)) == exchange.Plan.Length)
                return result;
            UsageRecords.Abandon(exchange, result);
            exchange.Budget?.Abandon(exchange.Abandoned![^1].Cost);
            result.Dispose();
        }
    }

    private async Task<AttemptResult> MakeAsync(Exchange exchange, Deployment deployment, AttemptClock clock)
    {
        if (observers.Length == 0)
            return await attempt.MakeAsync(exchange, deployment, clock);
        var before = time.GetElapsedTime(exchange.StartedAt);
        foreach (var observer in observers)
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
                : new AttemptOutcome(deployment, result.Duration, result.TimeToFirstToken - before, result.Failure?.Cause, result.Failure?.Status ?? 0, result.Facts.Usage);
            foreach (var observer in observers)
                observer.Ended(outcome);
        }
    }

    private int NextAble(Exchange exchange, int from)
    {
        while (from < exchange.Plan.Length && !translator.CanTake(exchange, exchange.Plan[from], out _))
            from++;
        return from;
    }

    private TimeSpan Left(Exchange exchange, TimeSpan total) => total - time.GetElapsedTime(exchange.StartedAt);
}
