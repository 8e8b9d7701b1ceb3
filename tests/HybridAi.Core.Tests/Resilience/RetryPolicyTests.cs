using HybridAi.Core.Resilience;

namespace HybridAi.Core.Tests.Resilience;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(FailureCause.RateLimit)]
    [InlineData(FailureCause.Overload)]
    [InlineData(FailureCause.ServerError)]
    [InlineData(FailureCause.Connection)]
    [InlineData(FailureCause.ProviderTimeout)]
    [InlineData(FailureCause.Cut)]
    public void What_passes_by_itself_is_tried_again(FailureCause cause) => Assert.NotNull(Policy().DelayBefore(1, cause, null, Enough));

    [Fact]
    public void Nothing_else_is()
    {
        FailureCause[] retried = [FailureCause.RateLimit, FailureCause.Overload, FailureCause.ServerError, FailureCause.Connection, FailureCause.ProviderTimeout, FailureCause.Cut];
        foreach (var cause in Enum.GetValues<FailureCause>().Except(retried))
            Assert.Null(Policy().DelayBefore(1, cause, null, Enough));
    }

    [Fact]
    public void Waits_are_anywhere_below_a_bound_that_doubles_up_to_its_cap()
    {
        var options = new RetryOptions { MaxAttempts = 10, BaseDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromMilliseconds(900) };
        var policy = new RetryPolicy(options, new Random(7));
        double[] bounds = [100, 200, 400, 800, 900, 900, 900, 900, 900];
        for (var attempts = 1; attempts <= bounds.Length; attempts++)
        {
            var waits = Enumerable.Range(0, 2000).Select(_ => policy.DelayBefore(attempts, FailureCause.Overload, null, Enough)!.Value.TotalMilliseconds).ToArray();
            Assert.All(waits, wait => Assert.InRange(wait, 0, bounds[attempts - 1]));
            Assert.True(waits.Max() > 0.95 * bounds[attempts - 1] && waits.Min() < 0.05 * bounds[attempts - 1]);
            Assert.InRange(waits.Average(), 0.45 * bounds[attempts - 1], 0.55 * bounds[attempts - 1]);
        }

        Assert.Null(policy.DelayBefore(10, FailureCause.Overload, null, Enough));
    }

    [Fact]
    public void The_same_seed_waits_as_long()
    {
        TimeSpan?[] Waits() => [.. Enumerable.Range(0, 2).Select(i => Policy().DelayBefore(i + 1, FailureCause.Overload, null, Enough))];
        Assert.Equal(Waits(), Waits());
    }

    [Fact]
    public void A_providers_word_is_waited_for_if_it_is_not_too_long()
    {
        Assert.Equal(TimeSpan.FromSeconds(20), Policy().DelayBefore(1, FailureCause.RateLimit, TimeSpan.FromSeconds(20), Enough));
        Assert.Null(Policy().DelayBefore(1, FailureCause.RateLimit, TimeSpan.FromSeconds(31), Enough));
        Assert.Null(Policy().DelayBefore(1, FailureCause.RateLimit, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)));
        Assert.NotNull(Policy().DelayBefore(1, FailureCause.RateLimit, TimeSpan.Zero, Enough));
    }

    [Theory]
    [InlineData("7", 7.0)]
    [InlineData(" 0.5 ", 0.5)]
    [InlineData("0", 0.0)]
    [InlineData("99999999999999999999", 31_536_000.0)]
    [InlineData("Sun, 01 Mar 2026 12:00:30 GMT", 30.0)]
    [InlineData("Sun, 01 Mar 2026 11:00:30 GMT", 0.0)]
    [InlineData("-3", null)]
    [InlineData("1e3", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Retry_after_is_seconds_or_a_date(string? text, double? seconds) => Assert.Equal(seconds, RetryAfter.Parse(text, Now)?.TotalSeconds);

    private static RetryPolicy Policy() => new(new RetryOptions(), new Random(1));
}
