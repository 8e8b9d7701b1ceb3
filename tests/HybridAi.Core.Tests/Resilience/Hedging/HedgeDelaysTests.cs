using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Resilience.Hedging;

public sealed class HedgeDelaysTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void Streams_and_whole_answers_have_times_of_their_own_and_bounds()
    {
        var delays = Make(new HedgingOptions { LeastCalls = 10, MinDelay = TimeSpan.FromMilliseconds(200), MaxDelay = TimeSpan.FromSeconds(5) });
        Assert.Null(delays.DelayFor(Named("a"), streamed: true));
        for (var i = 0; i < 10; i++)
        {
            delays.Ended(Stream("a", 1));
            delays.Ended(Whole("a", 3));
        }

        Assert.InRange(delays.DelayFor(Named("a"), streamed: true)!.Value.TotalSeconds, 1, 1.2);
        Assert.InRange(delays.DelayFor(Named("a"), streamed: false)!.Value.TotalSeconds, 3, 3.6);
        Assert.Null(delays.DelayFor(Named("b"), streamed: true));
        for (var i = 0; i < 10; i++)
        {
            delays.Ended(Stream("b", 0.001));
            delays.Ended(Whole("b", 100));
        }

        Assert.Equal(200, delays.DelayFor(Named("b"), streamed: true)!.Value.TotalMilliseconds);
        Assert.Null(delays.DelayFor(Named("c"), streamed: false));
        for (var i = 0; i < 10; i++)
            delays.Ended(Whole("c", 100));
        Assert.Equal(5, delays.DelayFor(Named("c"), streamed: false)!.Value.TotalSeconds);
    }

    [Fact]
    public void What_nobody_asked_for_is_not_measured()
    {
        var delays = Make(new HedgingOptions { LeastCalls = 10 });
        for (var i = 0; i < 20; i++)
            delays.Ended(Whole("a", 1));
        Assert.Null(delays.DelayFor(Named("a"), streamed: false));
        for (var i = 0; i < 9; i++)
            delays.Ended(Whole("a", 1));
        Assert.Null(delays.DelayFor(Named("a"), streamed: false));
        delays.Ended(Whole("a", 1));
        Assert.NotNull(delays.DelayFor(Named("a"), streamed: false));
    }

    [Theory]
    [InlineData(FailureCause.HedgeLost, true)]
    [InlineData(FailureCause.FirstTokenTimeout, true)]
    [InlineData(FailureCause.ClientAborted, true)]
    [InlineData(FailureCause.ServerError, false)]
    [InlineData(FailureCause.RateLimit, false)]
    public void What_was_given_up_counts_as_having_taken_at_least_so_long_and_what_failed_not_at_all(FailureCause cause, bool counts)
    {
        var delays = Make(new HedgingOptions { LeastCalls = 10 });
        delays.DelayFor(Named("a"), streamed: true);
        for (var i = 0; i < 90; i++)
            delays.Ended(Stream("a", 1));
        for (var i = 0; i < 10; i++)
            delays.Ended(new AttemptOutcome(Named("a"), TimeSpan.FromSeconds(8), null, cause, 0, null, Streamed: true));
        var delay = delays.DelayFor(Named("a"), streamed: true)!.Value.TotalSeconds;
        Assert.InRange(delay, counts ? 8 : 1, counts ? 9.6 : 1.2);
    }

    [Fact]
    public void A_stream_that_broke_behind_its_first_content_tells_when_that_came()
    {
        var delays = Make(new HedgingOptions { LeastCalls = 10 });
        delays.DelayFor(Named("a"), streamed: true);
        for (var i = 0; i < 10; i++)
            delays.Ended(new AttemptOutcome(Named("a"), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), FailureCause.Cut, 0, null, Streamed: true));
        Assert.InRange(delays.DelayFor(Named("a"), streamed: true)!.Value.TotalSeconds, 1, 1.2);
    }

    [Fact]
    public void Made_up_names_keep_no_deployment_from_being_measured_for_long()
    {
        var delays = Make(new HedgingOptions { LeastCalls = 10 });
        for (var i = 0; i < HedgeDelays.Most; i++)
            delays.DelayFor(Named($"made-up-{i}"), streamed: false);
        Assert.False(IsMeasured(delays, "first"));
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.True(IsMeasured(delays, "second"));
    }

    private static bool IsMeasured(HedgeDelays delays, string model)
    {
        delays.DelayFor(Named(model), streamed: false);
        for (var i = 0; i < 10; i++)
            delays.Ended(Whole(model, 1));
        return delays.DelayFor(Named(model), streamed: false) is not null;
    }

    private HedgeDelays Make(HedgingOptions options) => new(options, _time);

    private static Deployment Named(string model) => new() { Provider = "p", Model = model };

    private static AttemptOutcome Stream(string model, double first) => new(Named(model), TimeSpan.FromSeconds(first * 10), TimeSpan.FromSeconds(first), null, 0, null, Streamed: true);

    private static AttemptOutcome Whole(string model, double took) => new(Named(model), TimeSpan.FromSeconds(took), null, null, 0, null);
}
