using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Providers.Http;

namespace HybridAi.Gateway.Execution;

/// <summary>Tries the planned deployments in order until one answers.</summary>
internal sealed class Executor(
    Attempt attempt, IUsageJournal journal, UpstreamOptions options, bool fallback, TimeProvider time, CancellationToken shutdown)
{
    private readonly AttemptClocks _clocks = new(time);

    /// <summary>Makes attempts.</summary>
    /// <returns>The attempt that decided, or null if the journal could not take the marker that has to come before a provider is called.</returns>
    public async Task<AttemptResult?> RunAsync(Exchange exchange)
    {
        var total = exchange.Options.Timeout ?? options.TotalTimeout;
        for (var i = 0; ; i++)
        {
            var deployment = exchange.Plan[i];
            exchange.Attempts++;
            if (!await journal.StartAsync(UsageRecords.InFlight(exchange, deployment)))
            {
                exchange.Attempts--;
                return null;
            }

            using var clock = _clocks.Start(Left(exchange, total), exchange.Http.RequestAborted, shutdown);
            var result = await attempt.MakeAsync(exchange, deployment, clock);
            var isLast = i == exchange.Plan.Length - 1 || !fallback || Left(exchange, total) <= TimeSpan.Zero;
            if (result.Failure is null || result.Committed || isLast || !result.Failure.Cause.AllowsFallback())
                return result;
            UsageRecords.Abandon(exchange, result);
            result.Dispose();
        }
    }

    private TimeSpan Left(Exchange exchange, TimeSpan total) => total - time.GetElapsedTime(exchange.StartedAt);
}
