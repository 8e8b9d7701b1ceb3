using System.Text.Json;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Caching;

public sealed class SqliteSemanticStoreTests() : SemanticStoreTests(null);

public sealed class PostgresSemanticStoreTests(MigratedPostgres postgres) : SemanticStoreTests(postgres);

public abstract class SemanticStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private const string Method = "built-in/1";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Entries_are_read_as_they_were_kept_in_their_order_and_the_newest_of_a_key_counts()
    {
        StoredSemanticEntry[] entries = [Entry(1, Now), Entry(2, Now.AddSeconds(1)), Entry(3, Now.AddSeconds(2)) with { Method = "another" }, Entry(4, Now.AddSeconds(3), life: 10)];
        await Storage.Semantic.KeepAsync(entries, default);
        await Storage.Semantic.KeepAsync([Entry(1, Now.AddSeconds(5), content: 9)], default);
        var found = await Storage.Semantic.ReadAsync(Method, DateTimeOffset.UnixEpoch, Now, 10, default);
        Assert.Equal([2, 4, 1], found.Select(entry => (int)entry.Key.Low));
        var last = found[2];
        Assert.Equal((KeyOf(1), UInt128.MaxValue - 1, Method, Now.AddSeconds(5), Now.AddSeconds(1005)), (last.Key, last.Scope, last.Method, last.KeptAt, last.ExpiresAt));
        Assert.Equal(new byte[] { 1, 2, 9 }, last.Content);
        Assert.Equal([4, 1], (await Storage.Semantic.ReadAsync(Method, Now.AddSeconds(1), Now, 10, default)).Select(entry => (int)entry.Key.Low));
        Assert.Equal([2], (await Storage.Semantic.ReadAsync(Method, Now, Now, 1, default)).Select(entry => (int)entry.Key.Low));
        Assert.Equal([2, 1], (await Storage.Semantic.ReadAsync(Method, Now, Now.AddSeconds(13), 10, default)).Select(entry => (int)entry.Key.Low));
    }

    [Fact]
    public async Task What_has_expired_is_removed_in_batches()
    {
        await Storage.Semantic.KeepAsync([.. Enumerable.Range(1, 5).Select(i => Entry(i, Now, life: i))], default);
        Assert.Equal(2, await Storage.Semantic.PruneAsync(Now.AddSeconds(3), 2, default));
        Assert.Equal(1, await Storage.Semantic.PruneAsync(Now.AddSeconds(3), 2, default));
        Assert.Equal(2, (await Storage.Semantic.ReadAsync(Method, DateTimeOffset.UnixEpoch, Now, 10, default)).Count);
    }

    [Fact]
    public async Task Comparisons_of_all_gateways_add_up_by_method()
    {
        await Storage.Semantic.AddAsync([Count("m", 19, 3, 4), Count("m", 18, 1, 1), Count("n", 19, 0, 2)], default);
        await Storage.Semantic.AddAsync([Count("m", 19, 5, 5), Count("m", 19, 7, 7) with { Method = "another" }], default);
        var counts = await Storage.Semantic.CountsAsync(Method, default);
        Assert.Equal(new HashSet<ShadowCount> { Count("m", 19, 8, 9), Count("m", 18, 1, 1), Count("n", 19, 0, 2) }, counts.ToHashSet());
    }

    [Fact]
    public async Task A_verdict_is_told_when_it_is_new_and_only_then()
    {
        var shown = new ShadowVerdict(ShadowState.Shown, 0.93, 400, 402, 0.98217);
        Assert.True(await Storage.Semantic.NoteAsync(OrganizationId.Default, "m", Method, shown, Now, default));
        Assert.False(await Storage.Semantic.NoteAsync(OrganizationId.Default, "m", Method, shown with { Tried = 500 }, Now, default));
        Assert.True(await Storage.Semantic.NoteAsync(OrganizationId.Default, "m", Method, new ShadowVerdict(ShadowState.Refuted, null, 500, 600, 0.8), Now, default));
        var events = await Storage.Events.ReadAsync(0, EventTopics.SemanticCache, OrganizationId.Default, 10, default);
        Assert.Equal(["shown", "refuted"], events.Select(one => JsonElement.Parse(one.Data).GetProperty("state").GetString()));
        Assert.Equal("""{"model":"m","method":"built-in/1","state":"shown","threshold":0.93,"agreed":400,"compared":402,"precisionAtLeast":0.9822}""", events[0].Data);
    }

    private static StoredSemanticEntry Entry(int number, DateTimeOffset at, int life = 1000, byte content = 3) =>
        new(KeyOf(number), UInt128.MaxValue - (UInt128)number, Method, at, at.AddSeconds(life), [1, 2, content]);

    private static CacheKey KeyOf(int number) => new(OrganizationId.Default, UInt128.MaxValue, (UInt128)number);

    private static ShadowCount Count(string model, int bin, long agreed, long tried) => new(OrganizationId.Default, model, Method, bin, agreed, tried);
}
