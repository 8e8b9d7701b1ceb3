using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Events;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Events;

public sealed class SqliteEventStoreTests() : EventStoreTests(null);

public sealed class PostgresEventStoreTests(MigratedPostgres postgres) : EventStoreTests(postgres);

public abstract class EventStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly OrganizationId Other = new(Guid.Parse("01890000-0000-7000-8000-00000000000a"));

    private IEventStore Events => Storage.Events;

    [Fact]
    public async Task Events_come_back_whole_in_order_by_topic_and_organization_from_any_number_on()
    {
        Assert.Equal(0, await Events.LastAsync(null, default));
        var at = Records.Now();
        await AppendAsync("jobs", at, null, """{"n":1}""");
        await AppendAsync("alerts", at.AddSeconds(1), Other, """{"n":2}""");
        await AppendAsync("jobs", at.AddSeconds(2), OrganizationId.Default, """{"n":3}""");
        var all = await Events.ReadAsync(0, null, null, 1000, default);
        Assert.Equal(["""{"n":1}""", """{"n":2}""", """{"n":3}"""], all.Select(one => one.Data));
        Assert.Equal(new StoredEvent(all[1].Sequence, at.AddSeconds(1), "alerts", Other, """{"n":2}"""), all[1]);
        Assert.Null(all[0].OrganizationId);
        Assert.Equal(all.Select(one => one.Sequence).Order(), all.Select(one => one.Sequence));
        Assert.Equal([all[2]], await Events.ReadAsync(all[0].Sequence, "jobs", null, 1000, default));
        Assert.Equal([all[1]], await Events.ReadAsync(0, null, Other, 1000, default));
        Assert.Equal(all.Take(2), await Events.ReadAsync(0, null, null, 2, default));
        Assert.Empty(await Events.ReadAsync(all[2].Sequence, null, null, 1, default));
        Assert.Equal((all[2].Sequence, all[1].Sequence, 0L), (await Events.LastAsync(null, default), await Events.LastAsync("alerts", default), await Events.LastAsync("x", default)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Events.ReadAsync(0, null, null, 0, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Events.ReadAsync(0, null, null, 1001, default));
    }

    // What is read back is what the selection wants of everything, event by event, turned around.
    [Fact]
    public async Task What_is_read_back_is_what_the_selection_wants_newest_first()
    {
        var start = Records.Now();
        OrganizationId?[] organizations = [null, OrganizationId.Default, Other];
        string[] topics = ["jobs", "budget", "cache.purge"];
        for (var i = 0; i < 36; i++)
            await AppendAsync(topics[i % 3], start.AddSeconds(i), organizations[i / 3 % 3], $"{{\"n\":{i}}}");
        var all = await Events.ReadAsync(0, null, null, 1000, default);
        Assert.Equal(36, all.Count);
        var seen = 0;
        foreach (var viewer in new[] { OrganizationId.Default, Other })
        {
            foreach (var only in new OrganizationId?[] { null, OrganizationId.Default, Other })
            {
                foreach (var seesAll in new[] { false, true })
                {
                    foreach (var wanted in new string[][] { ["jobs"], ["budget", "cache.purge"], topics, [] })
                    {
                        var selection = new EventSelection(wanted, viewer, seesAll, only, []);
                        StoredEvent[] expected = [.. all.Where(one => selection.Wants(one.Topic, one.OrganizationId)).Reverse()];
                        Assert.Equal(expected, await ReadBackAsync(selection));
                        seen += expected.Length;
                    }
                }
            }
        }

        Assert.True(seen > 200);
        var everything = new EventSelection(topics, OrganizationId.Default, seesAll: true, null, []);
        Assert.Equal(all.Reverse().Take(5), await ReadBackAsync(everything, limit: 5));
        Assert.Equal(all.Take(10).Reverse().Take(5), await ReadBackAsync(everything, before: all[10].Sequence, limit: 5));
        Assert.Equal(all.Skip(7).Take(4).Reverse(), await ReadBackAsync(everything, from: start.AddSeconds(7), to: start.AddSeconds(11)));
        Assert.Empty(await ReadBackAsync(everything, before: all[0].Sequence));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadBackAsync(everything, limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ReadBackAsync(everything, limit: 1002));

        Task<IReadOnlyList<StoredEvent>> ReadBackAsync(EventSelection selection, long? before = null, DateTimeOffset? from = null, DateTimeOffset? to = null, int limit = 1001) =>
            Events.ReadBackAsync(new EventHistoryQuery { Selection = selection, Before = before, From = from, To = to, Limit = limit }, default);
    }

    // The numbers are in the order of the commits: an event may tell an older time than one before it, or a newer one.
    [Fact]
    public async Task Times_that_are_not_in_the_order_of_the_numbers_leave_nothing_out()
    {
        var start = Records.Now();
        int[] seconds = [5, 1, 9, 2, 8, 3, 7, 4, 6, 0];
        foreach (var second in seconds)
            await AppendAsync("jobs", start.AddSeconds(second), null, $"{second}");
        for (var from = 0; from <= 10; from++)
        {
            for (var to = from + 1; to <= 11; to++)
            {
                foreach (var limit in new[] { 1, 3, 100 })
                {
                    var query = new EventHistoryQuery
                    {
                        Selection = new EventSelection(["jobs", "errors"], OrganizationId.Default, seesAll: true, null, []), From = start.AddSeconds(from), To = start.AddSeconds(to), Limit = limit,
                    };
                    var read = new List<string>();
                    while (await Events.ReadBackAsync(query, default) is { Count: > 0 } block)
                    {
                        read.AddRange(block.Select(one => one.Data));
                        query = query with { Before = block[^1].Sequence };
                    }

                    Assert.Equal(seconds.Where(second => second >= from && second < to).Reverse().Select(second => $"{second}"), read);
                }
            }
        }
    }

    [Fact]
    public async Task The_number_that_a_time_begins_with_is_found_once_for_many_blocks()
    {
        var start = Records.Now();
        foreach (var second in new[] { 5, 1, 9, 2 })
            await AppendAsync("jobs", start.AddSeconds(second));
        var all = await Events.ReadAsync(0, null, null, 1000, default);
        for (var second = 0; second <= 10; second++)
        {
            var from = start.AddSeconds(second);
            Assert.Equal(all.FirstOrDefault(one => one.At >= from)?.Sequence, await Events.FirstAsync(from, default));
        }

        // Who brings it is believed.
        var query = new EventHistoryQuery
        {
            Selection = new EventSelection(["jobs"], OrganizationId.Default, seesAll: true, null, []), From = start, First = all[2].Sequence, Limit = 100,
        };
        Assert.Equal([all[3], all[2]], await Events.ReadBackAsync(query, default));
        Assert.Equal(all.Reverse(), await Events.ReadBackAsync(query with { First = null }, default));
    }

    // Without the column no topic can be read: the times alone have to tell that nothing is meant.
    [Fact]
    public async Task A_time_that_is_behind_the_newest_event_or_before_the_oldest_is_not_looked_for()
    {
        var start = Records.Now();
        for (var second = 0; second < 3; second++)
            await AppendAsync("jobs", start.AddSeconds(second));
        var any = new EventHistoryQuery { Selection = new EventSelection(["jobs"], OrganizationId.Default, seesAll: true, null, []), Limit = 100 };
        EventHistoryQuery[] some = [any with { From = start.AddSeconds(2) }, any with { To = start.AddMilliseconds(1) }];
        foreach (var query in some)
            Assert.Single(await Events.ReadBackAsync(query, default));
        await Database.ExecuteAsync("ALTER TABLE events RENAME COLUMN data TO gone");
        foreach (var query in some)
            await Assert.ThrowsAnyAsync<Exception>(() => Events.ReadBackAsync(query, default));
        Assert.Empty(await Events.ReadBackAsync(any with { From = start.AddSeconds(3) }, default));
        Assert.Empty(await Events.ReadBackAsync(any with { To = start }, default));
        Assert.Empty(await Events.ReadBackAsync(any with { From = start.AddSeconds(3), Before = 100 }, default));
    }

    // Neither sorts, nor goes over the events that are not asked for.
    [Fact]
    public async Task Reading_back_walks_along_indexes_whoever_asks_for_whatever()
    {
        var few = new OrganizationId(new Guid("01900000-0000-7000-8000-00000000000f"));
        await Database.ExecuteAsync($"""
            INSERT INTO events (at, topic, organization_id, data)
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
            SELECT 1000 * n, CASE WHEN n % 100 = 0 THEN 'errors' WHEN n % 7 = 0 THEN 'budget' ELSE 'jobs' END, {(Database.Source is null ? "" : "CAST(")}CASE WHEN n % 1000 = 1 THEN '{few.Value}' WHEN n % 3 = 0 THEN NULL WHEN n % 3 = 1 THEN '{Other.Value}' ELSE '{OrganizationId.Default.Value}' END{(Database.Source is null ? "" : " AS UUID)")}, '{"{}"}' FROM numbers
            """);
        await Database.ExecuteAsync("ANALYZE events");
        var (from, to) = (DateTimeOffset.FromUnixTimeMilliseconds(19_000_000), DateTimeOffset.FromUnixTimeMilliseconds(19_500_000));
        foreach (var seesAll in new[] { false, true })
        {
            foreach (var only in new OrganizationId?[] { null, Other })
            {
                foreach (var topics in new string[][] { ["jobs"], ["errors", "jobs"], [.. EventTopics.All.Select(topic => topic.Name)] })
                {
                    var query = new EventHistoryQuery { Selection = new EventSelection(topics, OrganizationId.Default, seesAll, only, []), Limit = 100 };
                    foreach (var (parts, parameters) in new[] { EventHistorySql.Parts(query, null, null), EventHistorySql.Parts(query with { From = from, To = to, Before = 19_700 }, 19_000, null) })
                    {
                        foreach (var part in parts)
                            AssertWalks(await PlanAsync((part, parameters)), Database.Source is null ? IndexFor(part) : "events_");
                    }
                }
            }
        }

        // Postgres goes over a few of others if it finds enough among them; of a small organization it does not.
        var own = new EventHistoryQuery { Selection = new EventSelection(["jobs"], few, seesAll: false, null, []), Limit = 100 };
        var (ofFew, its) = EventHistorySql.Parts(own, null, null);
        AssertWalks(await PlanAsync((Assert.Single(ofFew), its)), "events_organization_topic_sequence");
        // What comes behind the end of a time is not gone over either.
        var (upTo, until) = EventHistorySql.Parts(own with { To = DateTimeOffset.FromUnixTimeMilliseconds(500_000) }, null, 499);
        Assert.Contains("sequence<", (await PlanAsync((Assert.Single(upTo), until))).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Contains("events_at", await PlanAsync((EventHistorySql.First, new DynamicParameters(new { from }))), StringComparison.Ordinal);
        Assert.Contains("events_at", await PlanAsync((EventHistorySql.Last, new DynamicParameters(new { to = DateTimeOffset.FromUnixTimeMilliseconds(500_000) }))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_rolled_back_never_happened_and_its_number_is_not_given_to_an_earlier_place()
    {
        await AppendAsync("a", Records.Now());
        var first = await Events.LastAsync(null, default);
        await AppendAsync("a", Records.Now(), keep: false);
        Assert.Equal(first, await Events.LastAsync(null, default));
        await AppendAsync("a", Records.Now());
        Assert.True(await Events.LastAsync(null, default) > first);
    }

    [Fact]
    public async Task Pruning_takes_the_oldest_first_but_leaves_the_newest_of_each_topic()
    {
        var now = Records.Now();
        for (var i = 0; i < 5; i++)
            await AppendAsync("often", now.AddDays(i - 10));
        await AppendAsync("once", now.AddDays(-20));
        await AppendAsync("often", now);
        var last = await Events.LastAsync("once", default);
        Assert.True(await Events.PruneAsync(now.AddDays(-1), 3, default));
        Assert.Equal(4, (await Events.ReadAsync(0, null, null, 1000, default)).Count);
        Assert.False(await Events.PruneAsync(now.AddDays(-1), 3, default));
        Assert.Equal([("once", now.AddDays(-20)), ("often", now)], (await Events.ReadAsync(0, null, null, 1000, default)).Select(one => (one.Topic, one.At)));
        Assert.False(await Events.PruneAsync(now.AddDays(1), 100, default));
        Assert.Equal(last, await Events.LastAsync("once", default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Events.PruneAsync(now, 0, default));
    }

    [Fact]
    public async Task How_far_events_were_removed_stays_known()
    {
        var now = Records.Now();
        Assert.Equal(new EventBounds(0, 0), await Events.BoundsAsync(default));
        for (var i = 0; i < 4; i++)
            await AppendAsync("often", now.AddDays(i - 10));
        var all = await Events.ReadAsync(0, null, null, 1000, default);
        Assert.Equal(new EventBounds(0, all[3].Sequence), await Events.BoundsAsync(default));
        await Events.PruneAsync(now.AddDays(-9), 1000, default);
        Assert.Equal(new EventBounds(all[0].Sequence, all[3].Sequence), await Events.BoundsAsync(default));
        await Events.PruneAsync(now.AddDays(-9), 1000, default);
        Assert.Equal(new EventBounds(all[0].Sequence, all[3].Sequence), await Events.BoundsAsync(default));
        // The newest stays; an event that tells an older time than one before it goes behind that and moves nothing back.
        await AppendAsync("once", now);
        await Events.PruneAsync(now.AddDays(-7), 2, default);
        Assert.Equal(new EventBounds(all[2].Sequence, all[3].Sequence + 1), await Events.BoundsAsync(default));
        Assert.Equal([all[3].Sequence], (await Events.ReadAsync(0, "often", null, 1000, default)).Select(one => one.Sequence));
    }

    [Fact]
    public async Task Whoever_waits_is_woken_by_what_is_appended()
    {
        // Once may be for nothing: whoever begins to listen is woken for what it may have missed.
        for (var round = 0; round < 3; round++)
        {
            var appended = Events.Appended;
            await AppendAsync("a", Records.Now());
            await appended.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    // A reader that takes only what is behind the last number it saw, while many write at once and some give up.
    [Fact]
    public async Task A_reader_who_goes_on_from_the_last_number_misses_nothing()
    {
        var written = 0;
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                var keep = (writer + i) % 5 != 0;
                await AppendAsync($"w{writer}", Records.Now(), null, $"{{\"n\":{i}}}", keep);
                if (keep)
                    Interlocked.Increment(ref written);
            }
        })));
        var seen = new List<StoredEvent>();
        var last = 0L;
        while (true)
        {
            var over = writers.IsCompleted;
            var next = await Events.ReadAsync(last, null, null, 1000, default);
            seen.AddRange(next);
            last = next.Count == 0 ? last : next[^1].Sequence;
            if (over && next.Count == 0)
                break;
        }
        await writers;
        Assert.Equal(written, seen.Count);
        Assert.Equal(seen.Count, seen.Select(one => (one.Topic, one.Data)).Distinct().Count());
    }

    // Any other one leads over events of others as well.
    private static string IndexFor(string part) => part.Contains("IS NULL", StringComparison.Ordinal) ? "events_installation_topic_sequence"
        : part.Contains("organization_id = @organization", StringComparison.Ordinal) ? "events_organization_topic_sequence" : "events_topic_sequence";

    private static void AssertWalks(string plan, string index)
    {
        Assert.Contains(index, plan, StringComparison.Ordinal);
        foreach (var slow in new[] { "TEMP B-TREE", "SCAN", "Sort", "Seq Scan", "Bitmap" })
            Assert.DoesNotContain(slow, plan, StringComparison.Ordinal);
    }

    private async Task<string> PlanAsync((string Sql, DynamicParameters Parameters) question)
    {
        await using var connection = await Database.ConnectAsync();
        // Where there is little, Postgres would rather sort it; what it could walk along shows then.
        if (Database.Source is not null)
            await connection.ExecuteAsync("SET enable_sort = off; SET enable_bitmapscan = off");
        var rows = await connection.QueryAsync($"EXPLAIN {(Database.Source is null ? "QUERY PLAN " : "")}{question.Sql}", question.Parameters);
        return string.Join('\n', rows.Select(row => (string)((IDictionary<string, object>)row).Values.Last()));
    }

    private Task AppendAsync(string topic, DateTimeOffset at, OrganizationId? organization = null, string data = "{}", bool keep = true) => Storage.Database.WriteAsync(
        async (connection, transaction, token) =>
        {
            await EventLog.AppendAsync(connection, transaction, at, topic, organization, data, token);
            return keep;
        },
        static kept => kept,
        default);
}
