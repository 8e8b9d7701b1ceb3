using HybridAi.Core.Costs;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Usage;

public sealed class SqliteUsageStoreTests() : UsageStoreTests(null);

public sealed class PostgresUsageStoreTests(MigratedPostgres postgres) : UsageStoreTests(postgres);

public abstract class UsageStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private IUsageStore Store => Storage.Usage;

    [Fact]
    public async Task Every_field_of_a_record_comes_back()
    {
        var random = new Random(7);
        var records = Enumerable.Range(0, 300).Select(_ => Records.Random(random)).ToArray();
        await Store.InsertAsync(records, default);
        foreach (var record in records)
            Records.AssertSame(record, await Store.FindAsync(record.Id, null, default));
    }

    [Fact]
    public async Task Empty_texts_are_not_missing_ones()
    {
        var record = Records.Usage() with { RequestedModel = "", Provider = "", Session = "", Cache = "", Tags = [] };
        await Store.InsertAsync([record], default);
        Records.AssertSame(record, await Store.FindAsync(record.Id, null, default));
    }

    [Fact]
    public async Task A_text_longer_than_any_buffer_is_kept()
    {
        var record = Records.Usage() with { RequestedModel = new string('ä', 5000), EndUser = "\uD800" };
        await Store.InsertAsync([record], default);
        Records.AssertSame(record with { EndUser = "\uFFFD" }, await Store.FindAsync(record.Id, null, default));
    }

    [Fact]
    public async Task What_no_database_can_hold_of_a_text_is_replaced_and_loses_no_record()
    {
        const string Odd = "a\0b\uDC00\uD800c😀";
        const string Clean = "a\uFFFDb\uFFFD\uFFFDc😀";
        var record = Records.Usage() with
        {
            Api = Odd, RequestedModel = Odd, Provider = Odd, Model = Odd, Deployment = Odd, FailureCause = Odd, FinishReason = Odd, Cache = Odd, Session = Odd,
            Task = Odd, EndUser = Odd, ClientAddress = Odd, Tags = ["a\0b", "c😀"], AbandonedAttempts = [new("p\0", "m", "d", 500, "c", TimeSpan.Zero, default, null)],
        };
        var kept = record with
        {
            Api = Clean, RequestedModel = Clean, Provider = Clean, Model = Clean, Deployment = Clean, FailureCause = Clean, FinishReason = Clean, Cache = Clean,
            Session = Clean, Task = Clean, EndUser = Clean, ClientAddress = Clean,
        };
        await Store.InsertAsync([Records.Usage(), record, Records.Usage() with { Tags = ["\uD800"] }], default);
        Records.AssertSame(kept, await Store.FindAsync(record.Id, null, default));
        Assert.Equal(3, (await Store.ListAsync(new UsageQuery(), default)).Items.Count);
        // Whoever looks for what was sent finds what was kept.
        Assert.Equal(record.Id, Assert.Single((await Store.ListAsync(new UsageQuery { Session = Odd, Model = Odd, Provider = Odd, Task = Odd }, default)).Items).Id);
    }

    [Fact]
    public async Task What_is_older_than_a_moment_goes_a_part_at_a_time()
    {
        var midnight = Noon.AddHours(-12);
        await Store.InsertAsync([.. Enumerable.Range(-6, 12).Select(i => Records.Usage(midnight.AddHours(i * 12)))], default);
        var calls = 1;
        while (await Store.PruneAsync(midnight, 2, default))
            calls++;
        Assert.True(calls >= 3);
        var left = (await Store.ListAsync(new UsageQuery(), default)).Items;
        Assert.Equal(6, left.Count);
        Assert.Equal(midnight, left[^1].At);
        Assert.False(await Store.PruneAsync(midnight, 2, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.PruneAsync(midnight, 0, default));
        await Store.InsertAsync([Records.Usage(midnight.AddDays(-1))], default);
        Assert.Equal(7, (await Store.ListAsync(new UsageQuery(), default)).Items.Count);
    }

    [Fact]
    public async Task Sums_beyond_32_bits_are_exact()
    {
        var large = Records.Usage(Noon) with { Cost = new Cost(long.MaxValue / 4), Usage = new TokenUsage { Input = 1L << 50, Output = 1L << 50 } };
        await Store.InsertAsync([large, large with { Id = Guid.CreateVersion7(Noon) }, large with { Id = Guid.CreateVersion7(Noon) }], default);
        var total = (await Store.SummarizeAsync(new UsageQuery { From = Noon, To = Noon.AddHours(1) }, 1, default)).Total;
        Assert.Equal((3L << 50, 3L << 50, new Cost(long.MaxValue / 4 * 3)), (total.InputTokens, total.OutputTokens, total.Cost));
    }

    [Fact]
    public async Task Durations_are_kept_to_the_microsecond()
    {
        var record = Records.Usage() with { Duration = new TimeSpan(12_345_678), TimeToFirstToken = new TimeSpan(19) };
        await Store.InsertAsync([record], default);
        var read = await Store.FindAsync(record.Id, null, default);
        Assert.Equal(new TimeSpan(12_345_670), read!.Duration);
        Assert.Equal(new TimeSpan(10), read.TimeToFirstToken);
    }

    [Fact]
    public async Task A_record_is_inserted_once_and_the_first_stays()
    {
        var record = Records.Usage();
        await Store.InsertAsync([record, record with { Status = 500 }], default);
        await Store.InsertAsync([record with { Status = 502 }, Records.Usage()], default);
        Records.AssertSame(record, await Store.FindAsync(record.Id, null, default));
        Assert.Equal(2, (await Store.ListAsync(new UsageQuery(), default)).Items.Count);
    }

    [Fact]
    public async Task A_batch_is_inserted_whole_or_not_at_all()
    {
        var record = Records.Usage();
        await Assert.ThrowsAnyAsync<Exception>(() => Store.InsertAsync([record, Records.Usage() with { Api = null! }], default));
        Assert.Null(await Store.FindAsync(record.Id, null, default));
        await Store.InsertAsync([], default);
    }

    [Fact]
    public async Task Another_organizations_record_is_not_found()
    {
        var record = Records.Usage();
        await Store.InsertAsync([record], default);
        Assert.NotNull(await Store.FindAsync(record.Id, OrganizationId.Default, default));
        Assert.Null(await Store.FindAsync(record.Id, new OrganizationId(Guid.CreateVersion7()), default));
        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(), null, default));
    }

    [Fact]
    public async Task Pages_go_back_in_time_without_gaps_or_repeats_even_within_a_millisecond()
    {
        var records = Enumerable.Range(0, 100).Select(i => Records.Usage(Noon.AddMilliseconds(i / 10))).ToArray();
        await Store.InsertAsync(records, default);
        var read = new List<UsageRecord>();
        var query = new UsageQuery { Limit = 7 };
        Page<UsageRecord> page;
        do
        {
            page = await Store.ListAsync(query, default);
            read.AddRange(page.Items);
            query = query with { After = page.Next };
        }
        while (page.Next is not null);
        Assert.Equal(records.OrderByDescending(record => record.At).ThenByDescending(record => record.Id.ToString()).Select(record => record.Id), read.Select(record => record.Id));
    }

    [Fact]
    public async Task A_full_last_page_has_no_next()
    {
        await Store.InsertAsync([Records.Usage(), Records.Usage()], default);
        Assert.Null((await Store.ListAsync(new UsageQuery { Limit = 2 }, default)).Next);
        Assert.NotNull((await Store.ListAsync(new UsageQuery { Limit = 1 }, default)).Next);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ListAsync(new UsageQuery { Limit = 0 }, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.ListAsync(new UsageQuery { Limit = 1001 }, default));
    }

    public static TheoryData<string, int> Filters() => new()
    {
        { nameof(UsageQuery.OrganizationId), 1 }, { nameof(UsageQuery.TeamId), 1 }, { nameof(UsageQuery.UserId), 1 }, { nameof(UsageQuery.KeyId), 1 },
        { nameof(UsageQuery.From), 1 }, { nameof(UsageQuery.To), 2 }, { nameof(UsageQuery.Provider), 1 }, { nameof(UsageQuery.Model), 1 }, { "RequestedModel", 1 },
        { nameof(UsageQuery.Outcome), 1 }, { nameof(UsageQuery.StatusFrom), 1 }, { nameof(UsageQuery.StatusTo), 2 }, { nameof(UsageQuery.Session), 1 },
        { nameof(UsageQuery.Task), 1 }, { "Injection", 0 }, { "None", 3 },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_filter_keeps_what_matches(string filter, int matching)
    {
        var special = Records.Usage(Noon.AddHours(1)) with
        {
            OrganizationId = new OrganizationId(Guid.CreateVersion7()), TeamId = new TeamId(Guid.CreateVersion7()), UserId = new UserId(Guid.CreateVersion7()),
            KeyId = new KeyId(Guid.CreateVersion7()), Provider = "groq", Model = "llama", RequestedModel = "fast", Outcome = UsageOutcome.Failed, Status = 502,
            Session = "s", Task = "t",
        };
        await Store.InsertAsync([Records.Usage(Noon), special, Records.Usage(Noon.AddMinutes(1))], default);
        var query = filter switch
        {
            nameof(UsageQuery.OrganizationId) => new UsageQuery { OrganizationId = special.OrganizationId },
            nameof(UsageQuery.TeamId) => new UsageQuery { TeamId = special.TeamId },
            nameof(UsageQuery.UserId) => new UsageQuery { UserId = special.UserId },
            nameof(UsageQuery.KeyId) => new UsageQuery { KeyId = special.KeyId },
            nameof(UsageQuery.From) => new UsageQuery { From = special.At },
            nameof(UsageQuery.To) => new UsageQuery { To = special.At },
            nameof(UsageQuery.Provider) => new UsageQuery { Provider = "groq" },
            nameof(UsageQuery.Model) => new UsageQuery { Model = "llama" },
            "RequestedModel" => new UsageQuery { Model = "fast" },
            nameof(UsageQuery.Outcome) => new UsageQuery { Outcome = UsageOutcome.Failed },
            nameof(UsageQuery.StatusFrom) => new UsageQuery { StatusFrom = 500 },
            nameof(UsageQuery.StatusTo) => new UsageQuery { StatusTo = 499 },
            nameof(UsageQuery.Session) => new UsageQuery { Session = "s" },
            nameof(UsageQuery.Task) => new UsageQuery { Task = "t" },
            "Injection" => new UsageQuery { Provider = "x' OR '1'='1" },
            _ => new UsageQuery(),
        };
        Assert.Equal(matching, (await Store.ListAsync(query, default)).Items.Count);
        var summary = await Store.SummarizeAsync(query with { From = query.From ?? Noon, To = query.To ?? Noon.AddDays(1) }, 1, default);
        Assert.Equal(matching, summary.Total.Requests);
    }

    [Fact]
    public async Task A_summary_adds_up_exactly()
    {
        var records = Enumerable.Range(1, 100).Select(i => Records.Usage(Noon.AddMinutes(i % 60)) with
        {
            Duration = TimeSpan.FromMilliseconds(101 - i), Cost = new Cost(i),
            Usage = new TokenUsage { Input = 1, CachedInput = 1, CacheWrite = 1, CacheWrite1h = 1, AudioInput = 1, ImageInput = 1, Output = 1, Reasoning = 1, AudioOutput = 1, ImageOutput = 1 },
        }).ToList();
        records.Add(Records.Usage(Noon) with { Provider = "groq", Simulated = true, Outcome = UsageOutcome.Failed, Cost = null, Duration = TimeSpan.FromDays(1), Usage = default });
        records.Add(Records.Usage(Noon) with { Provider = "groq", Outcome = UsageOutcome.Cancelled, Cost = new Cost(7), Usage = default });
        records.Add(Records.Usage(Noon) with { Provider = null, Outcome = UsageOutcome.Interrupted, Cost = new Cost(0), Usage = default });
        await Store.InsertAsync(records, default);
        var summary = await Store.SummarizeAsync(new UsageQuery { From = Noon, To = Noon.AddHours(1), Limit = 1 }, 60, default);

        Assert.Equal(
            new UsageTotals(103, 1, 1, 1, 600, 400, new Cost(5057), 1, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(95)), summary.Total);
        Assert.Equal([("openai", false, 100L), ("groq", false, 1L), ("groq", true, 1L)], summary.Providers.Select(one => (one.Provider, one.Simulated, one.Totals.Requests)));
        Assert.Equal(TimeSpan.FromMilliseconds(95), summary.Providers[0].Totals.LatencyP95);
        Assert.Null(summary.Providers[1].Totals.LatencyP50);
        Assert.Equal(60, summary.Series.Count);
        Assert.Equal((Noon, 4L, 1L, new Cost(67)), (summary.Series[0].From, summary.Series[0].Requests, summary.Series[0].Failed, summary.Series[0].Cost));
        Assert.Equal(Noon.AddMinutes(59), summary.Series[59].From);
        Assert.Equal(103, summary.Series.Sum(slice => slice.Requests));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Every_record_is_in_the_slice_whose_start_is_the_last_before_it(int buckets)
    {
        var random = new Random(buckets);
        var to = Noon.AddMilliseconds(12_347);
        var records = Enumerable.Range(0, 500).Select(_ => Records.Usage(Noon.AddMilliseconds(random.Next(12_347)))).ToArray();
        await Store.InsertAsync(records, default);
        var summary = await Store.SummarizeAsync(new UsageQuery { From = Noon, To = to }, buckets, default);
        for (var i = 0; i < buckets; i++)
        {
            var end = i + 1 < buckets ? summary.Series[i + 1].From : to;
            Assert.Equal(records.Count(record => record.At >= summary.Series[i].From && record.At < end), summary.Series[i].Requests);
        }
    }

    [Fact]
    public async Task An_empty_summary_has_all_its_slices_and_no_percentiles()
    {
        var summary = await Store.SummarizeAsync(new UsageQuery { From = Noon, To = Noon.AddHours(1) }, 4, default);
        Assert.Equal(new UsageTotals(0, 0, 0, 0, 0, 0, Cost.Zero, 0, null, null), summary.Total);
        Assert.Empty(summary.Providers);
        Assert.Equal([Noon, Noon.AddMinutes(15), Noon.AddMinutes(30), Noon.AddMinutes(45)], summary.Series.Select(slice => slice.From));
    }

    [Fact]
    public async Task Percentiles_are_nearest_rank_for_any_number_of_records()
    {
        var random = new Random(3);
        foreach (var count in new[] { 1, 2, 3, 19, 20, 21, 1000 })
        {
            var organization = new OrganizationId(Guid.CreateVersion7());
            var durations = Enumerable.Range(0, count).Select(_ => TimeSpan.FromMicroseconds(random.NextInt64(1L << random.Next(1, 36)))).Order().ToArray();
            await Store.InsertAsync([.. durations.Select(duration => Records.Usage(Noon) with { OrganizationId = organization, Duration = duration })], default);
            var total = (await Store.SummarizeAsync(new UsageQuery { OrganizationId = organization, From = Noon, To = Noon.AddHours(1) }, 1, default)).Total;
            Assert.Equal(durations[(int)Math.Ceiling(count * 0.5) - 1], total.LatencyP50);
            Assert.Equal(durations[(int)Math.Ceiling(count * 0.95) - 1], total.LatencyP95);
        }
    }

    [Fact]
    public async Task A_summary_without_both_times_or_with_too_many_slices_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SummarizeAsync(new UsageQuery { From = Noon }, 1, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.SummarizeAsync(new UsageQuery { From = Noon, To = Noon }, 1, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Store.SummarizeAsync(new UsageQuery { From = Noon, To = Noon.AddHours(1) }, 201, default));
    }
}
