using HybridAi.Core.Resilience;

namespace HybridAi.Core.Tests.Resilience;

public sealed class OutcomeWindowTests
{
    [Fact]
    public void Sums_are_those_of_the_calls_in_the_window_whatever_their_order_of_times()
    {
        var random = new Random(5);
        var window = new OutcomeWindow(TimeSpan.FromSeconds(60), 60);
        var all = new List<(TimeSpan At, bool Failed, bool Slow)>();
        var now = TimeSpan.FromSeconds(1_000_000);
        for (var i = 0; i < 3000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(random.Next(100) == 0 ? 90_000 : 300));
            var (failed, slow) = (random.Next(3) == 0, random.Next(5) == 0);
            window.Add(now, failed, slow);
            all.Add((now, failed, slow));
            var length = TimeSpan.FromSeconds(random.Next(1, 61));
            // Whole seconds, the current one among them.
            var from = TimeSpan.FromSeconds(Math.Floor(now.TotalSeconds) - length.TotalSeconds + 1);
            var expected = all.Where(call => call.At >= from).ToArray();
            Assert.Equal((expected.Length, expected.Count(call => call.Failed), expected.Count(call => call.Slow)), window.Sum(now, length));
        }
    }

    [Fact]
    public void Percentiles_are_right_to_about_a_tenth()
    {
        var random = new Random(9);
        var window = new OutcomeWindow(TimeSpan.FromMinutes(10), 60);
        var took = Enumerable.Range(0, 5000).Select(_ => TimeSpan.FromMilliseconds(Math.Exp((random.NextDouble() * 6) + 2))).ToArray();
        foreach (var one in took)
            window.Add(TimeSpan.FromSeconds(random.Next(500)), failed: false, slow: false, one);
        Span<int> counts = new int[LatencyScale.Buckets];
        window.Sum(TimeSpan.FromSeconds(500), TimeSpan.FromMinutes(10), counts);
        foreach (var share in new[] { 0.5, 0.95, 0.99 })
        {
            var exact = took.Order().ElementAt((int)Math.Ceiling(took.Length * share) - 1);
            Assert.InRange(LatencyScale.Percentile(counts, share)!.Value / exact, 0.9, 1.1);
        }

        Assert.Null(LatencyScale.Percentile(new int[LatencyScale.Buckets], 0.95));
    }
}
