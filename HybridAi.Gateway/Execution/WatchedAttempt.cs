using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Execution;

/// <summary>Makes an attempt that breakers let in, and tells them and all who learn from attempts how it went.</summary>
internal sealed class WatchedAttempt(Attempt attempt, AttemptRules rules, IAttemptObserver[] observers, DeploymentStates states, TimeProvider time)
{
    /// <summary>Makes it; its breaker's leave is given back at its end.</summary>
    public async Task<AttemptResult> MakeAsync(Exchange exchange, Deployment deployment, AdmittedCall call, AttemptClock clock)
    {
        var before = time.GetElapsedTime(exchange.StartedAt);
        // Counting is quick, and often the gateway's own doing: it says nothing of how long answers take.
        var watching = exchange.Api == InferenceApi.CountTokens ? [] : observers;
        var others = exchange.Facts is null ? 0 : states.Find(deployment)?.InFlight ?? 0;
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
                ? new AttemptOutcome(deployment, time.GetElapsedTime(exchange.StartedAt) - before, null, FailureCause.ClientAborted, 0, null, exchange.Streamed)
                : new AttemptOutcome(
                    deployment, result.Duration, exchange.Streamed ? result.TimeToFirstToken - before : null, result.Failure?.Cause, result.Failure?.Status ?? 0, result.Facts.Usage, exchange.Streamed)
                {
                    Request = exchange.Facts, Others = others, FinishReason = result.Facts.FinishReason,
                };
            rules.Breakers.Leave(call, VerdictOf(exchange, outcome), result is null ? TimeSpan.Zero : outcome.TimeToFirstContent ?? outcome.Duration);
            foreach (var observer in watching)
                observer.Ended(outcome);
        }
    }

    /// <summary>Keeps what is known of an attempt that did not become the answer.</summary>
    public static void Abandon(Exchange exchange, AttemptResult result)
    {
        UsageRecords.Abandon(exchange, result);
        exchange.Budget?.Abandon(exchange.Abandoned![^1].Cost);
        result.Dispose();
    }

    // Nobody but a caller is as impatient as it likes: the gateway's own time-out is long enough for a provider that works.
    private static CallVerdict VerdictOf(Exchange exchange, in AttemptOutcome outcome) =>
        outcome.Failure == FailureCause.TotalTimeout && exchange.Options.Timeout is null ? CallVerdict.Failed : outcome.Failure.Judge();
}
