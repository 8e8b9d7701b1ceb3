using HybridAi.Core.Resilience;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Providers.Http;

namespace HybridAi.Gateway.Execution;

/// <summary>Tries the planned deployments in order until one answers.</summary>
internal sealed class Executor(Attempt attempt, IUsageJournal journal, UpstreamOptions options, bool fallback, TimeProvider time)
{
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
                return null;
            using var clock = AttemptClock.Start(time, total - time.GetElapsedTime(exchange.StartedAt), exchange.Http.RequestAborted);
            var result = await attempt.MakeAsync(exchange, deployment, clock);
            var isLast = i == exchange.Plan.Length - 1 || !fallback;
            if (result.Failure is null || result.Committed || isLast || !result.Failure.Cause.AllowsFallback())
                return result;
            (exchange.Abandoned ??= []).Add(UsageRecords.Abandon(exchange, result));
            result.Dispose();
        }
    }
}
