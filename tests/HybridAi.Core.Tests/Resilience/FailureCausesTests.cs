using HybridAi.Core.Resilience;

namespace HybridAi.Core.Tests.Resilience;

public sealed class FailureCausesTests
{
    [Fact]
    public void Name_is_the_enums_own()
    {
        foreach (var cause in Enum.GetValues<FailureCause>())
            Assert.Equal(cause.ToString(), cause.Name());
    }

    [Theory]
    [InlineData(FailureCause.BadRequest, false)]
    [InlineData(FailureCause.ContextLength, false)]
    [InlineData(FailureCause.ContentFilter, false)]
    [InlineData(FailureCause.Authentication, true)]
    [InlineData(FailureCause.Permission, true)]
    [InlineData(FailureCause.NotFound, true)]
    [InlineData(FailureCause.Quota, true)]
    [InlineData(FailureCause.RateLimit, true)]
    [InlineData(FailureCause.Overload, true)]
    [InlineData(FailureCause.ServerError, true)]
    [InlineData(FailureCause.Connection, true)]
    [InlineData(FailureCause.ForbiddenAddress, true)]
    [InlineData(FailureCause.FirstTokenTimeout, true)]
    [InlineData(FailureCause.IdleTimeout, true)]
    [InlineData(FailureCause.TotalTimeout, false)]
    [InlineData(FailureCause.ProviderTimeout, true)]
    [InlineData(FailureCause.Cut, true)]
    [InlineData(FailureCause.Malformed, true)]
    [InlineData(FailureCause.ClientAborted, false)]
    [InlineData(FailureCause.Shutdown, false)]
    [InlineData(FailureCause.HedgeLost, false)]
    public void Only_failures_that_are_not_the_callers_allow_a_fallback(FailureCause cause, bool expected) =>
        Assert.Equal(expected, cause.AllowsFallback());

    [Fact]
    public void Who_was_slower_than_another_has_neither_failed_nor_succeeded() => Assert.Equal(CallVerdict.Unknown, ((FailureCause?)FailureCause.HedgeLost).Judge());
}
