using HybridAi.Core.Caching;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Caching;

public sealed class SqliteCachePurgeStoreTests() : CachePurgeStoreTests(null);

public sealed class PostgresCachePurgeStoreTests(MigratedPostgres postgres) : CachePurgeStoreTests(postgres);

public abstract class CachePurgeStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Purges_are_read_as_they_were_made_with_the_number_of_the_last()
    {
        Assert.Equal((0, 0), ((await Storage.CachePurges.ReadAsync(default)).Version, (await Storage.CachePurges.ReadAsync(default)).Purges.Count));
        CachePurge[] made =
        [
            Purge(0, CachePurgeKind.All), Purge(1, CachePurgeKind.All, "", Answers.Other), Purge(2, CachePurgeKind.Key, Answers.Key(1).HashText(), OrganizationId.Default),
            Purge(3, CachePurgeKind.Tag, "a\0b"), Purge(4, CachePurgeKind.Model, "openai/gpt-4o"),
        ];
        foreach (var purge in made)
            await Storage.CachePurges.AddAsync(purge, Records.Audit("cache.purge"), default);
        var state = await Storage.CachePurges.ReadAsync(default);
        made[3] = made[3] with { Value = "a\uFFFDb" };
        Assert.Equal(made, state.Purges);
        Assert.Equal(state.Version, await Storage.CachePurges.VersionAsync(default));
        Assert.Equal(5, (await Storage.Audit.ListAsync(null, "cache.purge", null, 10, default)).Items.Count);
    }

    [Fact]
    public async Task Each_is_told_as_an_event_in_its_order_and_wakes_those_who_follow()
    {
        var appended = Storage.Events.Appended;
        await Storage.CachePurges.AddAsync(Purge(0, CachePurgeKind.Tag, "a", Answers.Other), audit: null, default);
        await appended.WaitAsync(Eventually.Longest);
        await Storage.CachePurges.AddAsync(Purge(1, CachePurgeKind.All), audit: null, default);
        var events = await Storage.Events.ReadAsync(0, EventTopics.CachePurge, null, 10, default);
        Assert.Equal([(Answers.Other, """{"kind":"tag","value":"a"}"""), (null, """{"kind":"all"}""")], events.Select(one => (one.OrganizationId, one.Data)));
        Assert.Equal(events[^1].Sequence, await Storage.CachePurges.VersionAsync(default));
    }

    [Fact]
    public async Task One_of_the_same_takes_the_place_of_the_one_before_and_never_goes_back_in_time()
    {
        foreach (var organization in new[] { (OrganizationId?)null, Answers.Other })
        {
            await Storage.CachePurges.AddAsync(Purge(1, CachePurgeKind.Tag, "a", organization), audit: null, default);
            await Storage.CachePurges.AddAsync(Purge(5, CachePurgeKind.Tag, "a", organization), audit: null, default);
            await Storage.CachePurges.AddAsync(Purge(3, CachePurgeKind.Tag, "a", organization), audit: null, default);
        }

        var purges = (await Storage.CachePurges.ReadAsync(default)).Purges;
        Assert.Equal([At.AddMinutes(5), At.AddMinutes(5)], purges.Select(purge => purge.At));
        Assert.Equal(2, purges.Select(purge => purge.Organization).Distinct().Count());
    }

    [Fact]
    public async Task Old_ones_are_forgotten_and_the_number_stays()
    {
        await Storage.CachePurges.AddAsync(Purge(0, CachePurgeKind.Tag, "a"), audit: null, default);
        await Storage.CachePurges.AddAsync(Purge(1, CachePurgeKind.Tag, "b"), audit: null, default);
        var version = await Storage.CachePurges.VersionAsync(default);
        Assert.Equal(1, await Storage.CachePurges.PruneAsync(At.AddMinutes(1), 10, default));
        Assert.Equal(["b"], (await Storage.CachePurges.ReadAsync(default)).Purges.Select(purge => purge.Value));
        Assert.Equal(version, await Storage.CachePurges.VersionAsync(default));
    }

    [Fact]
    public async Task Of_too_many_the_older_half_becomes_a_purge_of_everything_of_whom_they_were_of()
    {
        // Those that are there already, past the product: one a millisecond, in turn of everybody's and of one organization's.
        var other = Database.Source is null ? $"'{Answers.Other}'" : $"'{Answers.Other}'::uuid";
        var id = Database.Source is null ? "printf('00000000-0000-7000-8000-%012d', n)" : "('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid";
        await Database.ExecuteAsync($"""
            INSERT INTO cache_purges (id, at, organization_id, kind, value)
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {ICachePurgeStore.MostPurges})
            SELECT {id}, {At.ToUnixTimeMilliseconds()} + n, CASE WHEN n % 2 = 0 THEN {other} END, 'tag', 'tag ' || n FROM numbers
            """);
        await Storage.CachePurges.AddAsync(Purge(60, CachePurgeKind.Tag, "last"), audit: null, default);
        var purges = (await Storage.CachePurges.ReadAsync(default)).Purges;
        var all = purges.Where(purge => purge.Kind == CachePurgeKind.All).ToDictionary(purge => purge.Organization ?? default);
        Assert.Equal(ICachePurgeStore.MostPurges / 2, purges.Count - all.Count);
        Assert.Equal(2, all.Count);
        // The latest of those that went: the middle one, and the one before it.
        Assert.Equal([At.AddMilliseconds(5000), At.AddMilliseconds(5001)], all.Values.Select(purge => purge.At).Order());
        Assert.Contains(purges, purge => purge.Value == "last");
        Assert.DoesNotContain(purges, purge => purge.Value == "tag 1");
    }

    private static CachePurge Purge(int minute, CachePurgeKind kind, string value = "", OrganizationId? organization = null) =>
        new() { Id = Guid.CreateVersion7(At), At = At.AddMinutes(minute), Kind = kind, Value = value, Organization = organization };
}
