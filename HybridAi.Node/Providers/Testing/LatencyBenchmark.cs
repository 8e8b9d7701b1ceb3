using HybridAi.Core.Providers.Testing;

namespace HybridAi.Node.Providers.Testing;

/// <summary>Streams one after the other, so that none waits for another.</summary>
internal static class LatencyBenchmark
{
    private const int Tokens = 128;
    private const string Question = "Count from one to thirty in words.";

    // A provider that is down need not be asked a thousand times.
    private const int MostFailuresInRow = 5;

    // What comes all at once says nothing of how fast it was made.
    private static readonly TimeSpan LeastSpan = TimeSpan.FromMilliseconds(5);

    public static async Task<ProviderLatency> RunAsync(TestSession session, int requests, Func<int, Task> done, CancellationToken cancellationToken)
    {
        var (first, whole, rates) = (new List<double>(requests), new List<double>(requests), new List<double>(requests));
        var (made, failed, inRow) = (0, 0, 0);
        string? problem = null;
        while (made < requests && inRow < MostFailuresInRow)
        {
            var (answer, skipped) = await session.ChatAsync(session.Ask(Question, Tokens, stream: true), cancellationToken);
            if (answer is null)
            {
                problem ??= skipped;
                break;
            }

            made++;
            if (answer.Problem is null && answer.FirstContent is { } firstContent)
            {
                inRow = 0;
                first.Add(firstContent.TotalMilliseconds);
                whole.Add(answer.Duration.TotalMilliseconds);
                // What was thought before the first content was not made behind it.
                if (answer.Usage?.Output is > 0 and var tokens && answer.Duration - firstContent is var span && span >= LeastSpan)
                    rates.Add(tokens / span.TotalSeconds);
            }
            else
            {
                (failed, inRow) = (failed + 1, inRow + 1);
                problem ??= answer.Problem ?? "the stream had no content";
            }

            await done(made);
        }

        return new ProviderLatency(made, failed, SamplePercentiles.Of(first), SamplePercentiles.Of(whole), SamplePercentiles.Of(rates)?.P50, problem);
    }
}
