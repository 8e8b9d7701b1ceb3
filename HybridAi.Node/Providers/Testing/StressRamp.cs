using HybridAi.Core.Providers.Testing;
using HybridAi.Core.Resilience;

namespace HybridAi.Node.Providers.Testing;

/// <summary>More and more requests at once, doubling, until the provider bears no more of them, the plan's end or the test's bound.</summary>
internal static class StressRamp
{
    private const int Tokens = 16;
    private const int RequestsEach = 4;

    // With fewer good answers than this share a step shows where the limit is; more would only be refused.
    private const double LeastGood = 0.5;

    /// <summary>The steps of a ramp: 1, 2, 4, … and the most.</summary>
    public static IReadOnlyList<int> StepsTo(int most)
    {
        var steps = new List<int>();
        for (var step = 1; step < most; step *= 2)
            steps.Add(step);
        return [.. steps, most];
    }

    /// <summary>Makes a step.</summary>
    public static async Task<ProviderLoadStep> RunAsync(TestSession session, int concurrency, Func<Task> answered, TimeProvider time, CancellationToken cancellationToken)
    {
        var (durations, all, next) = (new List<double>(), new Lock(), 0);
        int requests = 0, failed = 0, limited = 0;
        string? problem = null;
        var start = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync()));
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        return new ProviderLoadStep(concurrency, requests, failed, limited, seconds > 0 ? durations.Count / seconds : 0, SamplePercentiles.Of(durations), problem);

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) <= concurrency * RequestsEach)
            {
                var (answer, _) = await session.ChatAsync(session.Ask("Say hello.", Tokens), cancellationToken);
                if (answer is null)
                    return;
                lock (all)
                    Count(answer);
                await answered();
            }
        }

        void Count(TrialAnswer answer)
        {
            requests++;
            if (answer.Problem is null)
            {
                durations.Add(answer.Duration.TotalMilliseconds);
                return;
            }

            failed++;
            problem ??= answer.Problem;
            if (answer.Cause is FailureCause.RateLimit or FailureCause.Quota)
                limited++;
        }
    }

    /// <summary>Whether more at once would show nothing more.</summary>
    public static bool IsEnough(ProviderLoadStep step) => step.Requests == 0 || step.Requests - step.Failed < LeastGood * step.Requests;
}
