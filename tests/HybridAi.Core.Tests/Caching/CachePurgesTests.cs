using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Caching;

public sealed class CachePurgesTests
{
    private readonly CachePurges _purges = new();

    public static TheoryData<CachePurgeKind, string, bool> Targets => new()
    {
        { CachePurgeKind.All, "", true },
        { CachePurgeKind.Key, Answers.Key(1).HashText(), true },
        { CachePurgeKind.Key, Answers.Key(1).HashText().ToUpperInvariant(), true },
        { CachePurgeKind.Key, Answers.Key(2).HashText(), false },
        { CachePurgeKind.Key, "no hash", false },
        { CachePurgeKind.Tag, "a", true },
        { CachePurgeKind.Tag, "b", true },
        { CachePurgeKind.Tag, "A", false },
        { CachePurgeKind.Model, "gpt-4o", true },
        { CachePurgeKind.Model, "openai/gpt-4o", true },
        { CachePurgeKind.Model, "fast", true },
        { CachePurgeKind.Model, "azure/gpt-4o", false },
        { CachePurgeKind.Model, "gpt-4", false },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_purge_takes_what_it_names_of_whom_it_names(CachePurgeKind kind, string value, bool takes)
    {
        var answer = Answers.Answer(1) with { Tags = ["a", "b"] };
        foreach (var (organization, isMeant) in new[] { ((OrganizationId?)null, true), (OrganizationId.Default, true), (Answers.Other, false) })
        {
            _purges.Replace(1, [Purge(kind, value, organization)]);
            Assert.Equal(takes && isMeant, _purges.IsPurged(answer));
        }
    }

    [Theory]
    [InlineData(-60_000, true)]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void It_takes_what_is_older_and_what_is_up_to_a_second_younger(int milliseconds, bool takes)
    {
        _purges.Replace(1, [Purge(CachePurgeKind.Tag, "a")]);
        Assert.Equal(takes, _purges.IsPurged(Answers.Answer(1, at: Answers.Now.AddMilliseconds(milliseconds)) with { Tags = ["a"] }));
    }

    [Fact]
    public void Of_several_of_one_thing_the_latest_counts()
    {
        var early = Purge(CachePurgeKind.Model, "gpt-4o");
        _purges.Replace(2, [early with { At = early.At.AddHours(1) }, early]);
        Assert.True(_purges.IsPurged(Answers.Answer(1, at: Answers.Now.AddMinutes(30))));
    }

    [Fact]
    public void A_set_takes_the_place_of_the_one_before()
    {
        Assert.True(_purges.IsPurged(Answers.Answer(1)));
        _purges.Replace(7, [Purge(CachePurgeKind.All, "")]);
        Assert.True(_purges.IsPurged(Answers.Answer(1)));
        Assert.Equal((7, 1, true), (_purges.Version, _purges.Count, _purges.IsLoaded));
        _purges.Replace(8, []);
        Assert.False(_purges.IsPurged(Answers.Answer(1)));
    }

    private static CachePurge Purge(CachePurgeKind kind, string value, OrganizationId? organization = null) =>
        new() { Id = Guid.CreateVersion7(), At = Answers.Now, Organization = organization, Kind = kind, Value = value };
}
