using HybridAi.Core.Providers.Testing;

namespace HybridAi.Core.Tests.Providers.Testing;

public sealed class ProviderTestComparisonTests
{
    [Fact]
    public void Checks_that_changed_are_named_and_figures_that_both_have()
    {
        var before = new ProviderTestReport
        {
            Model = "m",
            Checks = [Check("plain", ProviderCheckOutcome.Passed), Check("stream", ProviderCheckOutcome.Passed), Check("tools", ProviderCheckOutcome.Skipped)],
            Latency = new ProviderLatency(10, 0, new SamplePercentiles(1, 2, 3), new SamplePercentiles(4, 5, 6), null, null),
            Load = [new ProviderLoadStep(1, 4, 0, 0, 10, new SamplePercentiles(1, 1, 1), null), new ProviderLoadStep(2, 8, 8, 8, 0, null, "no")],
        };
        var after = new ProviderTestReport
        {
            Model = "m",
            Checks = [Check("plain", ProviderCheckOutcome.Passed), Check("stream", ProviderCheckOutcome.Failed), Check("embeddings", ProviderCheckOutcome.Passed)],
            Latency = new ProviderLatency(10, 10, null, new SamplePercentiles(7, 8, 9), 50, null),
            Load = [new ProviderLoadStep(1, 4, 0, 0, 20, new SamplePercentiles(1, 3, 3), null), new ProviderLoadStep(2, 8, 0, 0, 30, new SamplePercentiles(2, 2, 2), null), new ProviderLoadStep(4, 1, 0, 0, 1, null, null)],
        };
        var comparison = ProviderTestComparison.Of(before, after);
        Assert.Equal([("stream", ProviderCheckOutcome.Passed, ProviderCheckOutcome.Failed)], comparison.Checks);
        Assert.Equal(
            [("durationMs.p50", 4, 7), ("durationMs.p95", 5, 8), ("durationMs.p99", 6, 9), ("perSecond@1", 10, 20), ("p95Ms@1", 1, 3), ("perSecond@2", 0, 30)],
            comparison.Figures);
    }

    private static ProviderCheck Check(string name, ProviderCheckOutcome outcome) => new(name, outcome, null, 200, 1);
}
