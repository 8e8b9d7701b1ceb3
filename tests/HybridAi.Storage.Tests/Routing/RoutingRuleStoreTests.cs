using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Routing;

public sealed class SqliteRoutingRuleStoreTests() : RoutingRuleStoreTests(null);

public sealed class PostgresRoutingRuleStoreTests(MigratedPostgres postgres) : RoutingRuleStoreTests(postgres);

public abstract class RoutingRuleStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly Guid Id = new("01900000-0000-7000-8000-00000000000a");

    [Fact]
    public async Task Rules_are_read_as_they_were_saved_by_the_configuration_too()
    {
        Assert.Equal(RoutingRuleSet.Empty, await Storage.RoutingRules.CurrentAsync(default));
        Assert.Equal(RoutingRuleSet.Empty, (await Storage.Configuration.ReadAsync(default)).RoutingRules);
        Assert.Equal(WriteResult.Done, await SaveAsync(Full(1)));
        Assert.Equivalent(Full(1), await Storage.RoutingRules.CurrentAsync(default), strict: true);
        Assert.Equivalent(Full(1), (await Storage.Configuration.ReadAsync(default)).RoutingRules, strict: true);
        Assert.Equivalent(Full(1), await Storage.RoutingRules.VersionAsync(1, default), strict: true);
    }

    [Fact]
    public async Task A_change_needs_the_revision_before_it_and_only_what_was_written_is_told()
    {
        Assert.Equal(WriteResult.Stale, await SaveAsync(Full(2)));
        Assert.Equal(0, await Storage.Configuration.VersionAsync(default));
        Assert.Equal(WriteResult.Done, await SaveAsync(Full(1)));
        var told = await Storage.Configuration.VersionAsync(default);
        Assert.True(told > 0);
        foreach (var stale in new[] { 1, 3 })
            Assert.Equal(WriteResult.Stale, await SaveAsync(Full(stale) with { Rules = [] }));
        Assert.Equal(told, await Storage.Configuration.VersionAsync(default));
        Assert.Equal(WriteResult.Done, await SaveAsync(Full(2) with { Rules = [] }));
        Assert.Equal([2L, 1], (await Storage.RoutingRules.VersionsAsync(default)).Select(version => version.Revision));
        Assert.Equal((2, 0), ((await Storage.RoutingRules.CurrentAsync(default)).Revision, (await Storage.RoutingRules.CurrentAsync(default)).Rules!.Count));
        Assert.Equal(2, (await Storage.Audit.ListAsync(OrganizationId.Default, null, null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task Of_many_changes_at_once_each_is_made_from_another_revision()
    {
        await SaveAsync(Full(1));
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => SaveAsync(Full(2)))));
        Assert.Equal(1, results.Count(result => result == WriteResult.Done));
        Assert.Equal(7, results.Count(result => result == WriteResult.Stale));
        Assert.Equal(2, (await Storage.RoutingRules.VersionsAsync(default)).Count);
    }

    [Fact]
    public async Task Only_the_last_versions_are_kept()
    {
        var small = new RoutingRuleSet { UpdatedAt = Full(1).UpdatedAt, Rules = [] };
        for (var revision = 1; revision <= RoutingRuleSet.KeptVersions + 3; revision++)
            Assert.Equal(WriteResult.Done, await SaveAsync(small with { Revision = revision }));
        var kept = await Storage.RoutingRules.VersionsAsync(default);
        Assert.Equal((RoutingRuleSet.KeptVersions, RoutingRuleSet.KeptVersions + 3L, 4L), (kept.Count, kept[0].Revision, kept[^1].Revision));
        Assert.Null(await Storage.RoutingRules.VersionAsync(3, default));
        Assert.Equal(4, (await Storage.RoutingRules.VersionAsync(4, default))!.Revision);
    }

    internal static RoutingRuleSet Full(long revision)
    {
        var selection = new DeploymentSelection { Providers = ["p"], Deployments = ["d"], Models = ["m*"], Regions = ["eu-*"], Tags = ["t"] };
        var conditions = new RuleConditions
        {
            Models = ["gpt-*"], Tasks = ["code"], Tags = ["a"], Keys = [Id], Teams = [Id], Users = [Id], EndUsers = ["ann"], Tokens = new TokenRange(0, 100),
            Time = new RuleHours { Days = [DayOfWeek.Sunday, DayOfWeek.Monday], From = 0, To = 1440, TimeZone = "Europe/Berlin" },
            State = new RuleState { Of = selection, Healthy = false, ErrorRateAtLeast = 0.2, P95AtLeast = 1500 },
        };
        var then = new RuleActions { Require = selection, Prefer = selection, Avoid = selection, Strategy = "cost", Split = [new SplitShare(0, selection), new SplitShare(100, selection)] };
        return new RoutingRuleSet
        {
            Revision = revision,
            UpdatedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            ByKey = Id,
            ByUser = Id,
            Action = "routing-rule.create",
            Target = "full",
            Rules = [new RoutingRule { Name = "full", Description = "Everything.", Disabled = true, When = conditions, Unless = conditions, Then = then }, new RoutingRule { Name = "least", Then = new RuleActions { Strategy = "cost" } }],
        };
    }

    private Task<WriteResult> SaveAsync(RoutingRuleSet rules) => Storage.RoutingRules.SaveAsync(rules, Records.Audit("routing-rules.replace"), default);
}
