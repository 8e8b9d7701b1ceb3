using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Caching;

public sealed class SqliteCacheStoreTests() : CacheStoreTests(null);

public sealed class PostgresCacheStoreTests(MigratedPostgres postgres) : CacheStoreTests(postgres)
{
    [Fact]
    public async Task Gateways_that_write_the_same_rows_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(gateway => Task.Run(async () =>
        {
            for (var round = 0; round < 5; round++)
            {
                var hits = Enumerable.Range(0, 20).Select(i => new CacheEntryHits(Answers.Key(i), 1, At)).ToArray();
                Assert.True(await Storage.Cache.AddAsync(
                    Batch([.. Enumerable.Range(0, 20).Select(i => Entry(i))], hits, [Sum(0, "a") with { Misses = 1, SavedNanoDollars = gateway }]), default));
            }
        })));
        Assert.Equal(30, (await Storage.Cache.FiguresAsync(new CacheFiguresQuery(), default)).Single().Misses);
        Assert.All((await Storage.Cache.ListAsync(new CacheEntryQuery { Limit = 100 }, At, default)).Items, entry => Assert.Equal(30, entry.Hits));
    }
}

public abstract class CacheStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    protected static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Entries_are_listed_by_pages_newest_first_as_they_were_written()
    {
        // More than fit into one statement.
        var entries = Enumerable.Range(0, 130).Select(i => i % 2 == 0 ? Full(i) : Entry(i)).ToArray();
        Assert.True(await Storage.Cache.AddAsync(Batch(entries), default));
        var read = new List<CacheEntry>();
        for (CacheEntryQuery? query = new() { Limit = 50 }; query is not null;)
        {
            var page = await Storage.Cache.ListAsync(query, At, default);
            read.AddRange(page.Items);
            query = page.Next is { } next ? query with { After = next } : null;
        }

        AssertSame(entries.Reverse(), read);
    }

    [Fact]
    public async Task A_batch_is_added_once_however_often_it_is_tried()
    {
        var batch = Batch([Entry(1)], [new CacheEntryHits(Answers.Key(1), 3, At.AddMinutes(9))], [Sum(0, "a") with { ExactHits = 3 }]);
        Assert.True(await Storage.Cache.AddAsync(batch, default));
        Assert.False(await Storage.Cache.AddAsync(batch, default));
        Assert.True(await Storage.Cache.AddAsync(batch with { Id = Guid.CreateVersion7() }, default));
        Assert.Equal(6, (await Storage.Cache.FiguresAsync(new CacheFiguresQuery(), default)).Single().ExactHits);
        Assert.Equal(6, (await ListAsync(new() { Limit = 10 })).Single().Hits);
    }

    [Fact]
    public async Task An_answer_that_is_made_anew_takes_the_place_of_the_one_before_and_its_hits_go_on()
    {
        await Storage.Cache.AddAsync(Batch([Full(1)], [new CacheEntryHits(Answers.Key(1), 2, At.AddMinutes(9))]), default);
        var anew = Entry(1) with { Id = Guid.CreateVersion7(At), CreatedAt = At.AddHours(1), ExpiresAt = At.AddHours(2), Tags = ["new"], Model = "other" };
        await Storage.Cache.AddAsync(Batch([anew], [new CacheEntryHits(Answers.Key(1), 1, At.AddMinutes(8)), new CacheEntryHits(Answers.Key(99), 1, At)]), default);
        AssertSame([anew with { Hits = 3, LastHitAt = At.AddMinutes(9) }], await ListAsync(new() { Limit = 10 }));
        Assert.Empty(await ListAsync(new() { Tag = "b", Limit = 10 }));
    }

    [Fact]
    public async Task They_are_found_by_organization_model_tag_text_and_hash_and_not_when_they_have_expired()
    {
        var a = Full(1);
        var b = Entry(2) with { Provider = "anthropic", Model = "claude-100%_x", RequestedModel = "Smart", Tags = ["b!", "c"] };
        var c = Entry(3) with { Key = Answers.Key(3, Answers.Other) };
        var gone = Entry(4) with { ExpiresAt = At };
        await Storage.Cache.AddAsync(Batch([a, b, c, gone]), default);
        async Task FindsAsync(CacheEntryQuery query, params CacheEntry[] expected) => AssertSame(expected, await ListAsync(query with { Limit = 10 }));
        var all = new CacheEntryQuery { Limit = 10 };
        await FindsAsync(all, c, b, a);
        await FindsAsync(all with { Organization = OrganizationId.Default }, b, a);
        await FindsAsync(all with { Model = "gpt-4o" }, c, a);
        await FindsAsync(all with { Model = "openai/gpt-4o" }, c, a);
        await FindsAsync(all with { Model = "anthropic/gpt-4o" });
        await FindsAsync(all with { Model = "Smart" }, b);
        await FindsAsync(all with { Tag = "b" }, a);
        await FindsAsync(all with { Tag = "B" });
        await FindsAsync(all with { Tag = "b!" }, b);
        await FindsAsync(all with { Text = "SMART" }, b);
        await FindsAsync(all with { Text = "claude-100%_" }, b);
        await FindsAsync(all with { Text = "%" }, b);
        await FindsAsync(all with { Text = "nthrop" }, b);
        await FindsAsync(all with { Text = "!" });
        await FindsAsync(all with { KeyHash = Answers.Key(1).HashText().ToUpperInvariant() }, a);
        await FindsAsync(all with { KeyHash = "x' OR 1=1 --" });
    }

    [Theory]
    [InlineData(CachePurgeKind.All, "", new[] { 2, 3 })]
    [InlineData(CachePurgeKind.Key, "1", new[] { 2, 3, 4 })]
    [InlineData(CachePurgeKind.Tag, "b", new[] { 2, 3, 4 })]
    [InlineData(CachePurgeKind.Model, "openai/gpt-4o", new[] { 2, 3 })]
    [InlineData(CachePurgeKind.Model, "none", new[] { 1, 2, 3, 4 })]
    public async Task What_a_purge_is_of_leaves_the_list(CachePurgeKind kind, string value, int[] left)
    {
        CacheEntry[] entries = [Full(1), Entry(2) with { CreatedAt = At.AddMinutes(5).AddMilliseconds(1001) }, Entry(3) with { Key = Answers.Key(3, Answers.Other) }, Entry(4)];
        await Storage.Cache.AddAsync(Batch(entries), default);
        var purge = new CachePurge
        {
            Id = Guid.CreateVersion7(), At = At.AddMinutes(5), Organization = OrganizationId.Default, Kind = kind, Value = kind == CachePurgeKind.Key ? Answers.Key(1).HashText() : value,
        };
        var removed = 0;
        while (await Storage.Cache.ForgetAsync(purge, 1, default) is > 0 and var count)
            removed += count;
        Assert.Equal(4 - left.Length, removed);
        Assert.Equal(left, (await ListAsync(new() { Limit = 10 })).Select(entry => (int)(uint)entry.Key.Low).Order());
        if (kind is CachePurgeKind.All)
            Assert.Equal(0, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM cache_entry_tags"));
    }

    [Fact]
    public async Task Sums_are_added_up_by_hour_organization_and_model()
    {
        var full = new CacheFigures
        {
            Hour = At, Organization = OrganizationId.Default, Model = "a", ExactHits = 1, SemanticHits = 2, PrefixHits = 3, CoalescedHits = 4, Misses = 5, Writes = 6, Evictions = 7, Bytes = 8,
            SavedNanoDollars = 9_000_000_000_000_000, SavedMilliseconds = 10,
        };
        await Storage.Cache.AddAsync(Batch([], [], [full, Sum(1, "a") with { Misses = 1 }, Sum(1, "b") with { Misses = 10 }, Sum(2, "a") with { Organization = Answers.Other, Misses = 100 }]), default);
        await Storage.Cache.AddAsync(Batch([], [], [full]), default);
        async Task<IReadOnlyList<CacheFigures>> ReadAsync(CacheFiguresQuery query) => await Storage.Cache.FiguresAsync(query, default);
        var doubled = full with
        {
            ExactHits = 2, SemanticHits = 4, PrefixHits = 6, CoalescedHits = 8, Misses = 10, Writes = 12, Evictions = 14, Bytes = 16, SavedNanoDollars = 18_000_000_000_000_000, SavedMilliseconds = 20,
        };
        var each = new CacheFiguresQuery { ByHour = true, ByOrganization = true, ByModel = true };
        Assert.Equal([doubled], await ReadAsync(each with { To = At.AddMinutes(59) }));
        Assert.Equal([(At.AddHours(1), "a", 1L), (At.AddHours(1), "b", 10L)], (await ReadAsync(each with { From = At.AddHours(1).AddMinutes(59), To = At.AddHours(2) })).Select(sum => (sum.Hour, sum.Model, sum.Misses)));
        Assert.Equal([("a", 111L), ("b", 10L)], (await ReadAsync(new() { ByModel = true })).Select(sum => (sum.Model, sum.Misses)));
        Assert.Equal([(OrganizationId.Default, 21L), (Answers.Other, 100L)], (await ReadAsync(new() { ByOrganization = true })).Select(sum => (sum.Organization!.Value, sum.Misses)).OrderBy(sum => sum.Item2));
        var total = Assert.Single(await ReadAsync(new()));
        Assert.Equal((121, null, "", At), (total.Misses, total.Organization, total.Model, total.Hour));
        Assert.Equal(10, (await ReadAsync(new() { Model = "b", Organization = OrganizationId.Default })).Single().Misses);
        Assert.Empty(await ReadAsync(new() { Model = "c" }));
    }

    [Fact]
    public async Task Events_are_read_by_pages_newest_first_filtered_and_kept_once()
    {
        CacheEvent[] events = [.. Enumerable.Range(0, 5).Select(i => Event(i))];
        events[1] = events[1] with { Kind = CacheEventKinds.LevelLost, Organization = null, Level = "redis", Count = null, Detail = null };
        events[2] = events[2] with { Organization = Answers.Other };
        await Storage.Cache.AddAsync(events, default);
        await Storage.Cache.AddAsync([events[0] with { Detail = "other" }], default);
        var read = new List<CacheEvent>();
        for (CacheEventQuery? query = new() { Limit = 2 }; query is not null;)
        {
            var page = await Storage.Cache.EventsAsync(query, default);
            read.AddRange(page.Items);
            query = page.Next is { } next ? query with { After = next } : null;
        }

        Assert.Equal(events.Reverse(), read);
        Assert.Equal([events[1]], (await Storage.Cache.EventsAsync(new() { Kind = CacheEventKinds.LevelLost, Limit = 10 }, default)).Items);
        Assert.Equal([events[2], events[1]], (await Storage.Cache.EventsAsync(new() { Organization = Answers.Other, Limit = 10 }, default)).Items);
    }

    [Fact]
    public async Task What_is_old_is_removed()
    {
        await Storage.Cache.AddAsync(Batch([Full(1) with { ExpiresAt = At.AddMinutes(1) }, Entry(2) with { ExpiresAt = At.AddMinutes(2) }], [], [Sum(0, "a"), Sum(1, "a")]), default);
        await Storage.Cache.AddAsync([Event(0), Event(1)], default);
        Assert.Equal(1, await Storage.Cache.PruneAsync(At.AddMinutes(1), 10, default));
        Assert.Equal(0, await Storage.Cache.PruneAsync(At.AddMinutes(1), 10, default));
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM cache_entry_tags"));
        Assert.Equal(1, await Storage.Cache.PruneAsync(At.AddHours(1), At.AddMinutes(1), 10, default));
        Assert.Equal(At.AddHours(1), (await Storage.Cache.FiguresAsync(new() { ByHour = true }, default)).Single().Hour);
        Assert.Equal(At.AddMinutes(1), (await Storage.Cache.EventsAsync(new() { Limit = 10 }, default)).Items.Single().At);
    }

    protected static CacheBatch Batch(CacheEntry[] written, CacheEntryHits[]? hits = null, CacheFigures[]? figures = null) =>
        new(Guid.CreateVersion7(), At, written, hits ?? [], figures ?? []);

    protected static CacheFigures Sum(int hour, string model) => new() { Hour = At.AddHours(hour), Organization = OrganizationId.Default, Model = model };

    protected static CacheEntry Entry(int number) =>
        CacheEntry.Of(Answers.Answer(number, at: At.AddMilliseconds(number)) with { CostNanoDollars = null, Tags = [], Rule = null });

    private static CacheEntry Full(int number) => CacheEntry.Of(Answers.Answer(number, at: At.AddMilliseconds(number)) with
    {
        Tags = ["a", "b"], Rule = "rule", Team = new TeamId(Guid.CreateVersion7()), User = new UserId(Guid.CreateVersion7()), CausedBy = new KeyId(Guid.CreateVersion7()),
    });

    private static CacheEvent Event(int minute) => new()
    {
        Id = Guid.CreateVersion7(At.AddMinutes(minute)), At = At.AddMinutes(minute), Gateway = "node", Kind = CacheEventKinds.Purged, Organization = OrganizationId.Default, Count = 3, Detail = "tag a",
    };

    private static void AssertSame(IEnumerable<CacheEntry> expected, IReadOnlyList<CacheEntry> actual)
    {
        Assert.Equal(expected.Select(entry => string.Join(',', entry.Tags)), actual.Select(entry => string.Join(',', entry.Tags)));
        Assert.Equal(expected.Select(entry => entry with { Tags = [] }), actual.Select(entry => entry with { Tags = [] }));
    }

    private async Task<IReadOnlyList<CacheEntry>> ListAsync(CacheEntryQuery query) => (await Storage.Cache.ListAsync(query, At, default)).Items;
}
