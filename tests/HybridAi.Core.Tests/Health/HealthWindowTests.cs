using HybridAi.Core.Health;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Tests.RateLimiting;

namespace HybridAi.Core.Tests.Health;

public sealed class HealthWindowTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Took = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Calls_count_for_a_minute_and_once_for_who_takes_them()
    {
        var window = new HealthWindow();
        window.Add(TimeSpan.FromSeconds(1), failed: true, streamed: false, took: null);
        window.Add(TimeSpan.FromSeconds(31), failed: false, streamed: true, Took);
        Assert.Equal((2L, 1L, 1L, 0L), Counts(window.Sum(TimeSpan.FromSeconds(31), Minute)));
        Assert.Equal((1L, 0L, 1L, 0L), Counts(window.Sum(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(15))));
        Assert.Equal((2L, 1L, 1L, 0L), Counts(window.Sum(TimeSpan.FromSeconds(59), Minute)));
        Assert.Equal((1L, 0L, 1L, 0L), Counts(window.Sum(TimeSpan.FromSeconds(60), Minute)));
        Assert.Equal((0L, 0L, 0L, 0L), Counts(window.Sum(TimeSpan.FromSeconds(90), Minute)));
        Assert.Equal((2L, 1L, 1L, 0L), Counts(window.Take()));
        Assert.Equal(default, window.Take());
    }

    [Fact]
    public void What_was_given_up_counts_as_a_time_only_where_it_was_longer_than_usual()
    {
        var window = new HealthWindow();
        window.AddGivenUp(TimeSpan.Zero, streamed: false, Took * 9);
        Assert.Equal(default, window.Sum(TimeSpan.Zero, Minute));
        window.Add(TimeSpan.Zero, failed: false, streamed: false, Took);
        window.AddGivenUp(TimeSpan.Zero, streamed: false, Took / 2);
        window.AddGivenUp(TimeSpan.Zero, streamed: false, Took * 4);
        var sum = window.Sum(TimeSpan.Zero, Minute);
        Assert.Equal((1L, 0L, 0L, 2L), Counts(sum));
        Assert.Equal(200, sum.Answers.GeometricMean!.Value, 6);
    }

    [Fact]
    public void Deployments_are_watched_each_for_itself_and_forgotten_after_a_silence()
    {
        var time = new FakeClock();
        var windows = new HealthWindows(time);
        var (one, other) = (Deployment("one"), Deployment("other"));
        windows.Ended(new AttemptOutcome(one, Took, null, null, 0, null));
        windows.Ended(new AttemptOutcome(one, Took * 9, Took, null, 0, null, Streamed: true));
        windows.Ended(new AttemptOutcome(one, Took, null, FailureCause.ServerError, 500, null));
        // The caller's own faults show that it answers; who left shows nothing.
        windows.Ended(new AttemptOutcome(one, Took, null, FailureCause.BadRequest, 400, null));
        windows.Ended(new AttemptOutcome(one, Took, null, FailureCause.ClientAborted, 0, null));
        windows.Ended(new AttemptOutcome(other, Took, null, FailureCause.Connection, 0, null));
        var figures = windows.Of(one.Id, Minute);
        Assert.Equal((4L, 1L, 1L, 1L), Counts(figures));
        Assert.Equal((100.0, 100.0), (Math.Round(figures.Streams.GeometricMean!.Value, 6), Math.Round(figures.Answers.GeometricMean!.Value, 6)));
        Assert.Equal((1L, 1L, 0L, 0L), Counts(windows.Take(other.Id)));
        Assert.Equal(default, windows.Of("a/nobody", Minute));
        time.Advance(TimeSpan.FromMinutes(15));
        windows.Ended(new AttemptOutcome(other, Took, null, null, 0, null));
        time.Advance(TimeSpan.FromSeconds(1));
        windows.Clean(TimeSpan.FromMinutes(15));
        Assert.Equal([other.Id], windows.Seen.Select(deployment => deployment.Id));
    }

    private static Deployment Deployment(string model) => new() { Provider = "a", Model = model };

    private static (long, long, long, long) Counts(HealthFigures figures) => (figures.Calls, figures.Failed, figures.Streams.Count, figures.Answers.Count);
}
