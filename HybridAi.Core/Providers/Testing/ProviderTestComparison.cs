namespace HybridAi.Core.Providers.Testing;

/// <summary>What has changed from one test of a provider to a later one.</summary>
/// <param name="Checks">Checks with another outcome than before: name, before, after. One that is in one of them only is not compared.</param>
/// <param name="Figures">Figures that both have.</param>
public sealed record ProviderTestComparison(
    IReadOnlyList<(string Name, ProviderCheckOutcome Before, ProviderCheckOutcome After)> Checks, IReadOnlyList<(string Name, double Before, double After)> Figures)
{
    /// <summary>Compares two reports.</summary>
    /// <param name="before">The earlier one.</param>
    /// <param name="after">The later one.</param>
    public static ProviderTestComparison Of(ProviderTestReport before, ProviderTestReport after)
    {
        var checks = after.Checks.Join(before.Checks, check => check.Name, check => check.Name, (now, then) => (now.Name, Before: then.Outcome, After: now.Outcome))
            .Where(change => change.Before != change.After);
        var known = FiguresOf(before).ToDictionary(StringComparer.Ordinal);
        return new ProviderTestComparison(
            [.. checks], [.. FiguresOf(after).Where(figure => known.ContainsKey(figure.Key)).Select(figure => (figure.Key, known[figure.Key], figure.Value))]);
    }

    private static IEnumerable<KeyValuePair<string, double>> FiguresOf(ProviderTestReport report)
    {
        if (report.Latency is { } latency)
        {
            foreach (var figure in Percentiles("firstContentMs", latency.FirstContentMs).Concat(Percentiles("durationMs", latency.DurationMs)))
                yield return figure;
            if (latency.OutputTokensPerSecond is { } rate)
                yield return new("outputTokensPerSecond", rate);
        }

        foreach (var step in report.Load)
        {
            yield return new($"perSecond@{step.Concurrency}", step.PerSecond);
            if (step.DurationMs is { } duration)
                yield return new($"p95Ms@{step.Concurrency}", duration.P95);
        }
    }

    private static IEnumerable<KeyValuePair<string, double>> Percentiles(string name, SamplePercentiles? values) =>
        values is null ? [] : [new($"{name}.p50", values.P50), new($"{name}.p95", values.P95), new($"{name}.p99", values.P99)];
}
