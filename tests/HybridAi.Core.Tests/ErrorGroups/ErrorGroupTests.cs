using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Core.Tests.ErrorGroups;

public sealed class ErrorGroupTests
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeyId Key = new(new Guid("01890000-0000-7000-8000-000000000002"));
    private static readonly ErrorFingerprint Down = new(ErrorSources.Provider, "openai", "openai/m", "ServerError", 500, null);

    // It is in the database and in addresses: another release must find the same.
    [Fact]
    public void The_id_is_the_same_for_ever_and_another_with_any_other_part()
    {
        Assert.Equal(new Guid("eccb3a19-3a6e-b26f-11b0-cf4e13b4769d"), Down.Id);
        var others = new[]
        {
            Down, Down with { Source = ErrorSources.Gateway }, Down with { Provider = null }, Down with { Deployment = "openai/n" }, Down with { Cause = "Overload" }, Down with { Status = 503 },
            Down with { Detail = "x" }, Down with { Provider = "openaio", Deployment = "penai/m" }, Down with { Deployment = null, Detail = "openai/m" }, Down with { Detail = "" },
        };
        Assert.Distinct(others.Select(one => one.Id));
    }

    [Fact]
    public void A_record_has_the_failures_of_its_attempts_and_its_own()
    {
        var record = Record() with
        {
            Outcome = UsageOutcome.Failed, Status = 502, FailureCause = "Connection", Duration = TimeSpan.FromMilliseconds(1500.7),
            AbandonedAttempts = [Attempt("ServerError", 500), Attempt("HedgeLost", 0), Attempt("ClientAborted", 0), Attempt("RateLimit", 429)],
        };
        var found = ErrorOccurrence.Of(record);
        Assert.Equal(
            [
                new ErrorFingerprint(ErrorSources.Provider, "a", "a/m", "ServerError", 500, null), new ErrorFingerprint(ErrorSources.Provider, "a", "a/m", "RateLimit", 429, null),
                new ErrorFingerprint(ErrorSources.Provider, "b", "b/m", "Connection", 502, null),
            ],
            found.Select(one => one.Fingerprint));
        Assert.All(found, one => Assert.Equal((At.AddMilliseconds(1500), Key, record.Id), (one.At, one.Key, one.Request)));
    }

    [Theory]
    [InlineData(UsageOutcome.Succeeded, "b", null, 200, null)]
    [InlineData(UsageOutcome.Cancelled, "b", "ClientAborted", 499, null)]
    [InlineData(UsageOutcome.Failed, "b", "ServerError", 500, "provider")]
    [InlineData(UsageOutcome.Failed, null, "InvalidRequest", 400, "caller")]
    [InlineData(UsageOutcome.Failed, null, "JournalUnavailable", 503, "gateway")]
    [InlineData(UsageOutcome.Failed, "b", "Internal", 500, "gateway")]
    [InlineData(UsageOutcome.Interrupted, "b", null, 0, "gateway")]
    public void Where_a_failure_lies_follows_from_its_record(UsageOutcome outcome, string? provider, string? cause, int status, string? source)
    {
        var found = ErrorOccurrence.Of(Record() with { Outcome = outcome, Provider = provider, Deployment = provider, FailureCause = cause, Status = status });
        Assert.Equal(source, found.SingleOrDefault()?.Fingerprint.Source);
        if (source is not null)
            Assert.Equal(cause ?? "Interrupted", found[0].Fingerprint.Cause);
    }

    [Fact]
    public void What_the_gateway_failed_on_tells_causes_apart_without_what_is_a_requests_own()
    {
        var record = Record() with
        {
            Outcome = UsageOutcome.Failed, FailureCause = "Internal", Status = 500,
            Decisions = [new Decision("route", "x"), new Decision(ErrorOccurrence.DecisionStep, "TimeoutException in X.Y after 17 ms of 0190f3a2-0000-7000-8000-00000000000b")],
        };
        Assert.Equal("TimeoutException in X.Y after # ms of #", Assert.Single(ErrorOccurrence.Of(record)).Fingerprint.Detail);
        Assert.Equal("key # and deed, #% café", ErrorOccurrence.Normalize("key 9f86d081884c7d65 and deed, 100% café"));
        Assert.Equal(256, ErrorOccurrence.Normalize(new string('x', 300)).Length);
    }

    [Fact]
    public void A_group_adds_up_and_names_the_last_ones()
    {
        var first = ErrorTally.Add(null, [Occurrence(5), Occurrence(3)], Down);
        Assert.Equal((At.AddMinutes(3), At.AddMinutes(5), 2L), (first.FirstAt, first.LastAt, first.Count));
        var second = ErrorTally.Add(first, [.. Enumerable.Range(6, 25).Select(Occurrence), Occurrence(1)], Down);
        Assert.Equal((At.AddMinutes(1), At.AddMinutes(30), 28L), (second.FirstAt, second.LastAt, second.Count));
        Assert.Equal(ErrorGroup.MostNamed, second.Requests.Count);
        Assert.Equal(Occurrence(30).Request, second.Requests[0]);
        Assert.Equal([Key], second.Keys);
    }

    [Fact]
    public void What_ended_after_a_group_was_resolved_opens_it_again_and_what_comes_late_does_not()
    {
        var resolved = ErrorTally.Add(null, [Occurrence(1)], Down) with { ResolvedAt = At.AddMinutes(10) };
        var late = ErrorTally.Add(resolved, [Occurrence(9), Occurrence(10)], Down);
        Assert.Equal((At.AddMinutes(10), 0L, 3L), (late.ResolvedAt, late.Reopened, late.Count));
        var again = ErrorTally.Add(late, [Occurrence(11)], Down);
        Assert.Equal((null, 1L), (again.ResolvedAt, again.Reopened));
    }

    private static ErrorOccurrence Occurrence(int minute) => new(Down, At.AddMinutes(minute), Key, new Guid($"01890000-0000-7000-8000-{minute:d12}"));

    private static UsageRecord Record() => new()
    {
        Id = Guid.CreateVersion7(At), At = At, OrganizationId = OrganizationId.Default, KeyId = Key, Api = "chat.completions", RequestedModel = "m", Provider = "b", Model = "m", Deployment = "b/m",
        Outcome = UsageOutcome.Succeeded, Status = 200,
    };

    private static AbandonedAttempt Attempt(string cause, int status) => new("a", "m", "a/m", status, cause, TimeSpan.Zero, default, null);
}
