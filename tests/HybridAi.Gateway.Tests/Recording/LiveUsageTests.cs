using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Recording;

namespace HybridAi.Gateway.Tests.Recording;

public sealed class LiveUsageTests
{
    private static readonly OrganizationId One = new(new Guid("01900000-0000-7000-8000-000000000001"));
    private static readonly OrganizationId Two = new(new Guid("01900000-0000-7000-8000-000000000002"));

    [Fact]
    public void Requests_are_added_up_by_organization_and_begun_anew()
    {
        var usage = new LiveUsage { IsWatched = true };
        usage.Count(Record(One, UsageOutcome.Succeeded));
        usage.Count(Record(One, UsageOutcome.Failed));
        usage.Count(Record(One, UsageOutcome.Cancelled) with { Cost = null });
        usage.Count(Record(One, UsageOutcome.Succeeded) with { Cache = "exact" });
        usage.Count(Record(Two, UsageOutcome.Succeeded));
        var taken = usage.Take();
        Assert.Equal(new LiveFigures(4, 1, 1, 1, 40, 20, new Cost(21), TimeSpan.FromSeconds(8)), taken[One]);
        Assert.Equal(new LiveFigures(1, 0, 0, 0, 10, 5, new Cost(7), TimeSpan.FromSeconds(2)), taken[Two]);
        Assert.Equal(new LiveFigures(5, 1, 1, 1, 50, 25, new Cost(28), TimeSpan.FromSeconds(10)), taken[One].Plus(taken[Two]));
        Assert.Empty(usage.Take());
    }

    [Fact]
    public void While_nobody_watches_nothing_is_counted()
    {
        var usage = new LiveUsage();
        usage.Count(Record(One, UsageOutcome.Succeeded));
        Assert.Empty(usage.Take());
    }

    [Fact]
    public void Beyond_a_thousand_organizations_requests_count_to_all_together_only()
    {
        var usage = new LiveUsage { IsWatched = true };
        for (var i = 0; i < 1003; i++)
            usage.Count(Record(new OrganizationId(Guid.NewGuid()), UsageOutcome.Succeeded));
        var taken = usage.Take();
        Assert.Equal((1001, 3L), (taken.Count, taken[default].Requests));
    }

    private static UsageRecord Record(OrganizationId organization, UsageOutcome outcome) => new()
    {
        Id = Guid.CreateVersion7(), At = DateTimeOffset.UnixEpoch, OrganizationId = organization, KeyId = default, Api = "chat.completions", RequestedModel = "m", Outcome = outcome,
        Usage = new TokenUsage { Input = 10, Output = 5 }, Cost = new Cost(7), Duration = TimeSpan.FromSeconds(2),
    };
}
