using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Jobs;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Settings;
using HybridAi.Storage;
using HybridAi.TestServers;
using HybridAi.Worker.Jobs.CacheTtl;
using HybridAi.Worker.Running;
using HybridAi.Worker.Tests.Testing;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Worker.Tests.Jobs;

public sealed class CacheTtlJobOnSqliteTests() : CacheTtlJobTests(null);

public sealed class CacheTtlJobOnPostgresTests(PostgresFixture postgres) : CacheTtlJobTests(postgres);

public abstract class CacheTtlJobTests(PostgresFixture? postgres)
{
    private static readonly int TenSeconds = ReuseHistogram.BucketOf(TimeSpan.FromSeconds(10));

    [Fact]
    public async Task A_rule_that_was_measured_enough_gets_a_proposal_which_is_only_that()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        foreach (var rule in new[] { new CacheRule { Name = "measured", Revision = 1, Ttl = TimeSpan.FromSeconds(15) }, new CacheRule { Name = "rare", Revision = 1 }, new CacheRule { Name = "never", Revision = 1, Never = true } })
            Assert.Equal(WriteResult.Done, await module.CacheRules.SaveAsync(rule with { UpdatedAt = now }, Rows.Audit(now), default));
        // Two gateways, two hours, and what is too old to count.
        await module.CacheReuse.AddAsync(now, [new("measured", TenSeconds, 300), new("rare", TenSeconds, 199), new("never", TenSeconds, 1000)], default);
        await module.CacheReuse.AddAsync(now, [new("measured", TenSeconds, 100)], default);
        await module.CacheReuse.AddAsync(now.AddHours(-2), [new("measured", TenSeconds, 100)], default);
        await module.CacheReuse.AddAsync(now.AddDays(-9), [new("measured", TenSeconds, 7777)], default);

        var run = await ClaimAsync(module);
        var counts = await RunAsync(module, run);
        Assert.Equal((1L, 2L, 1L), (counts["proposed"], counts["unmeasured"], counts["removed"]));
        var rules = (await module.CacheRules.AllAsync(default)).ToDictionary(rule => rule.Name);
        Assert.True(rules["rare"] is { Proposal: null, Revision: 1 } && rules["never"].Proposal is null);
        var proposal = rules["measured"].Proposal!;
        Assert.Equal((TimeSpan.FromSeconds(15), 2L, 500L, 0.95), (rules["measured"].Ttl, rules["measured"].Revision, proposal.Reuses, proposal.Share));
        Assert.InRange(proposal.Ttl.TotalSeconds, 180, 260);
        Assert.InRange(proposal.Keeps, 0.95, 1);
        Assert.InRange(proposal.KeepsNow, 0.4, 0.6);
        Assert.Equal("cache-rule.propose", (await module.Audit.ListAsync(null, "cache-rule.", null, 10, default)).Items[0].Action);

        // The same again is no news, and no revision that somebody's change would be stale by.
        counts = await RunAsync(module, run);
        Assert.Equal(1L, counts["unchanged"]);
        Assert.Equal(2, (await module.CacheRules.AllAsync(default)).Single(rule => rule.Name == "measured").Revision);
    }

    [Fact]
    public async Task With_AutoTtl_it_is_in_force_at_once()
    {
        await using var storage = await TestStorage.CreateAsync(postgres);
        var module = await storage.OpenAsync();
        var now = TimeProvider.System.GetUtcNow();
        await module.CacheRules.SaveAsync(new CacheRule { Name = "r", Revision = 1, UpdatedAt = now }, Rows.Audit(now), default);
        await module.CacheReuse.AddAsync(now, [new("r", TenSeconds, 300)], default);
        Assert.Equal(1L, (await RunAsync(module, await ClaimAsync(module), autoTtl: true))["applied"]);
        var rule = Assert.Single(await module.CacheRules.AllAsync(default));
        Assert.Equal(rule.Proposal!.Ttl, rule.Ttl);
        Assert.Equal("cache-rule.apply", (await module.Audit.ListAsync(null, "cache-rule.", null, 10, default)).Items[0].Action);
    }

    private static async Task<ClaimedRun> ClaimAsync(StorageModule module)
    {
        await module.JobQueue.AnnounceAsync([new JobDefinition("cache-ttl", "", "1h", true, null)], default);
        await module.JobQueue.EnqueueAsync("cache-ttl", TimeProvider.System.GetUtcNow(), null, default);
        return (await module.JobQueue.ClaimAsync(["cache-ttl"], "one", TimeSpan.FromMinutes(5), 3, default))!;
    }

    private static async Task<IReadOnlyDictionary<string, long>> RunAsync(StorageModule module, ClaimedRun run, bool autoTtl = false)
    {
        var context = new JobContext(run, module.JobQueue, TimeSpan.FromMinutes(5));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cache:AutoTtl", autoTtl ? "true" : "false")]).Build();
        var settings = NodeSettings.Read(configuration, new Dictionary<string, Uri>());
        await new CacheTtlJob(module.CacheReuse, module.CacheRules, settings, new CacheTtlOptions(), TimeProvider.System).RunAsync(context, default);
        return context.Counts;
    }
}
