using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Resilience;

public sealed class TriedDeploymentsTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(10);
    private static readonly Deployment A = new() { Provider = "a", Model = "m" };
    private static readonly Deployment B = new() { Provider = "b", Model = "m" };

    private readonly ManualClock _clock = new();
    private readonly TriedDeployments _tried;

    public TriedDeploymentsTests() =>
        _tried = new TriedDeployments(new RetryPolicy(new RetryOptions { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(10) }, new Random(1)), _clock);

    [Fact]
    public void Attempts_are_counted_for_each_with_the_last_cause()
    {
        _tried.Failed(A, FailureCause.Overload, null);
        _tried.Failed(B, FailureCause.ServerError, null);
        _tried.Failed(A, FailureCause.Connection, null);
        Assert.Equal((2, 1), (_tried.AttemptsAt(A), _tried.AttemptsAt(B)));
        Assert.Equal((FailureCause.Connection, FailureCause.ServerError), (_tried.CauseAt(A), _tried.CauseAt(B)));
        Assert.Equal((0, null), (_tried.AttemptsAt(new Deployment { Provider = "c", Model = "m" }), _tried.CauseAt(new Deployment { Provider = "c", Model = "m" })));
    }

    [Fact]
    public void What_may_be_tried_the_soonest_is_tried_again_and_waiting_elsewhere_counts()
    {
        _tried.Failed(A, FailureCause.RateLimit, TimeSpan.FromSeconds(8));
        _clock.Advance(TimeSpan.FromSeconds(6));
        _tried.Failed(B, FailureCause.RateLimit, TimeSpan.FromSeconds(5));
        Assert.Equal((A, TimeSpan.FromSeconds(2)), _tried.Again(Enough, _ => true));
        Assert.Equal((B, TimeSpan.FromSeconds(5)), _tried.Again(Enough, deployment => deployment != A));
        Assert.Null(_tried.Again(TimeSpan.FromSeconds(1), _ => true));
    }

    [Fact]
    public void What_was_tried_often_enough_or_would_fail_again_is_not()
    {
        Assert.Null(_tried.Again(Enough, _ => true));
        _tried.Failed(A, FailureCause.Overload, null);
        _tried.Failed(A, FailureCause.Overload, null);
        _tried.Failed(B, FailureCause.FirstTokenTimeout, null);
        Assert.Null(_tried.Again(Enough, _ => true));
    }
}
