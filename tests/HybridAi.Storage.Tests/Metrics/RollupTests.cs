using System.Globalization;
using Dapper;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Metrics;
using HybridAi.Storage.Migrations;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Metrics;

public sealed class SqliteRollupTests() : RollupTests(null);

public sealed class PostgresRollupTests(MigratedPostgres postgres) : RollupTests(postgres);

/// <summary>Rollups against plain loops over the records that they are made of.</summary>
public abstract class RollupTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrganizationId Other = new(new Guid("01900000-0000-7000-8000-00000000000b"));
    private static readonly Guid[] Users = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, new byte[8]))];

    private readonly Random _random = new(42);

    [Fact]
    public async Task Each_cut_says_what_the_records_say_by_each_of_its_dimensions()
    {
        var records = Enumerable.Range(0, 600).Select(_ => Make(Noon.AddSeconds(_random.Next(3 * 3600)))).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        foreach (var cut in MetricCut.All)
        {
            Same(records, (await ReadAsync(cut, Noon, Noon.AddHours(3), MetricStep.Minute)).Single().Total);
            foreach (var dimension in cut.Dimensions.Append(MetricDimension.Organization))
            {
                var groups = await ReadAsync(cut, Noon, Noon.AddHours(3), MetricStep.Hour, dimension);
                var expected = records.GroupBy(record => Value(record, dimension)).ToList();
                Assert.Equal(expected.Count, groups.Count);
                Assert.All(expected, group => Same([.. group], groups.Single(one => one.Values[0] == group.Key).Total));
            }
        }
    }

    [Fact]
    public async Task Slices_pairs_conditions_and_organizations_are_those_of_the_records()
    {
        var records = Enumerable.Range(0, 500).Select(_ => Make(Noon.AddSeconds(_random.Next(7200)))).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        var groups = await ReadAsync(
            new MetricsQuery
            {
                Cut = MetricCut.All.Single(cut => cut.Name == "traffic"), Bounds = MetricTimes.Bounds(Noon, Noon.AddHours(2), MetricStep.FiveMinutes, TimeZoneInfo.Utc),
                GroupBy = [MetricDimension.Provider, MetricDimension.Cache], Filters = [new(MetricDimension.Model, "m1")], Organization = Other, Durations = true, FirstTokens = true,
            });
        var mine = records.Where(record => record.Model == "m1" && record.OrganizationId == Other).ToList();
        Assert.Equal(mine.Select(record => (record.Provider, record.Cache)).Distinct().Count(), groups.Count);
        foreach (var group in groups)
        {
            for (var slice = 0; slice < 24; slice++)
            {
                var (from, to) = (Noon.AddMinutes(slice * 5), Noon.AddMinutes((slice * 5) + 5));
                Same([.. mine.Where(record => record.Provider == group.Values[0] && record.Cache == group.Values[1] && record.At >= from && record.At < to)], group.Points[slice] ?? new MetricSums());
            }
        }
    }

    [Fact]
    public async Task Only_so_many_groups_are_told_apart_and_the_rest_is_one()
    {
        var records = Enumerable.Range(0, 55).Select(i => Make(Noon) with { Model = $"m{(int)Math.Sqrt(i * 2):00}", Cost = new Cost(i) }).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        var groups = await ReadAsync(new MetricsQuery
        {
            Cut = MetricCut.Find([MetricDimension.Model])!, Bounds = Bounds(Noon, Noon.AddHours(1), MetricStep.Hour), GroupBy = [MetricDimension.Model], Most = 2, RankBy = [MetricNumber.CostNanos],
        });
        var expected = records.GroupBy(record => record.Model).OrderByDescending(group => group.Sum(record => record.Cost!.Value.NanoDollars)).Select(group => group.Key).Take(2);
        Assert.Equal([.. expected, "other"], groups.Select(group => group.IsOther ? "other" : group.Values[0]));
        Assert.Equal(55, groups.Sum(group => group.Total[MetricNumber.Requests]));
    }

    [Fact]
    public async Task Late_records_are_folded_in_and_a_second_run_changes_nothing()
    {
        var records = Enumerable.Range(0, 100).Select(i => Make(Noon.AddSeconds(i * 30))).ToList();
        await Storage.Usage.InsertAsync(records, default);
        Assert.True(await RollAsync() > 0);
        var before = await DumpAsync();
        Assert.Equal(0, await RollAsync());
        // The same records once more are news, but change nothing.
        await Storage.Usage.InsertAsync(records, default);
        Assert.True(await RollAsync() > 0);
        Assert.Equal(before, await DumpAsync());
        var late = Enumerable.Range(0, 20).Select(i => Make(Noon.AddSeconds(i * 7))).ToArray();
        await Storage.Usage.InsertAsync(late, default);
        await RollAsync();
        records.AddRange(late);
        await SameAtAllLevelsAsync(records);
    }

    [Fact]
    public async Task Records_that_come_while_others_are_added_up_by_two_at_once_are_not_lost()
    {
        var records = Enumerable.Range(0, 1500).Select(_ => Make(Noon.AddSeconds(_random.Next(150)))).ToArray();
        var inserting = Task.Run(async () =>
        {
            foreach (var batch in records.Chunk(30))
                await Storage.Usage.InsertAsync(batch, default);
        });
        var rolling = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!inserting.IsCompleted)
                await RollAsync();
        }));
        await Task.WhenAll([inserting, .. rolling]);
        await RollAsync();
        await SameAtAllLevelsAsync(records);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM metrics_news"));
    }

    [Fact]
    public async Task Who_was_overtaken_between_reading_and_writing_steps_back()
    {
        var records = new[] { Make(Noon), Make(Noon), Make(Noon) };
        await Storage.Usage.InsertAsync(records[..1], default);
        var slow = new RollupStore(new InterruptedDatabase(Storage.Database, async () =>
        {
            await Storage.Usage.InsertAsync(records[1..], default);
            await RollAsync();
        }));
        Assert.Equal(RollupOutcome.NoNews, await slow.RollAsync(RollupLevel.Minute, Noon, 1000, default));
        await SameAtAllLevelsAsync(records);
    }

    [Fact]
    public async Task What_commits_between_reading_and_writing_stays_news()
    {
        var records = new[] { Make(Noon), Make(Noon) };
        await Storage.Usage.InsertAsync(records[..1], default);
        var slow = new RollupStore(new InterruptedDatabase(Storage.Database, () => Storage.Usage.InsertAsync(records[1..], default)));
        Assert.Equal(RollupOutcome.Done, await slow.RollAsync(RollupLevel.Minute, Noon, 1000, default));
        Same(records[..1], (await ReadAsync(MetricCut.All[0], Noon, Noon.AddMinutes(1), MetricStep.Minute)).Single().Total);
        Assert.Equal([Noon], await Storage.Rollups.ListNewsAsync(RollupLevel.Minute, DateTimeOffset.MaxValue, 10, default));
        await RollAsync();
        await SameAtAllLevelsAsync(records);
    }

    [Fact]
    public async Task Who_dies_before_the_commit_leaves_the_news_to_the_next()
    {
        var records = Enumerable.Range(0, 50).Select(_ => Make(Noon)).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        // The transaction fails at its last but one statement, when the news is already removed in it.
        await Database.ExecuteAsync("ALTER TABLE metrics_1min RENAME TO away");
        await Assert.ThrowsAnyAsync<Exception>(() => Storage.Rollups.RollAsync(RollupLevel.Minute, Noon, 1000, default));
        await Database.ExecuteAsync("ALTER TABLE away RENAME TO metrics_1min");
        Assert.Equal(RollupOutcome.Done, await Storage.Rollups.RollAsync(RollupLevel.Minute, Noon, 1000, default));
        Assert.Equal(RollupOutcome.NoNews, await Storage.Rollups.RollAsync(RollupLevel.Minute, Noon, 1000, default));
        await RollAsync();
        await SameAtAllLevelsAsync(records);
    }

    [Fact]
    public async Task Records_of_a_clock_that_is_ahead_or_far_behind_are_in_their_own_time_and_nobody_elses()
    {
        DateTimeOffset[] odd = [new(2990, 1, 1, 0, 0, 7, TimeSpan.Zero), Noon.AddMinutes(3), new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero)];
        var records = odd.Append(Noon).Select(at => Make(at)).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        Same([records[3]], (await ReadAsync(MetricCut.All[0], Noon, Noon.AddMinutes(1), MetricStep.Minute)).Single().Total);
        Same([records[0]], (await ReadAsync(MetricCut.All[0], odd[0], odd[0].AddDays(1), MetricStep.Day)).Single().Total);
        Same([records[2]], (await ReadAsync(MetricCut.All[0], odd[2], odd[2].AddMinutes(1), MetricStep.Minute)).Single().Total);
        while (await Storage.Rollups.PruneAsync(RollupLevel.Minute, Noon.AddDays(1), 10, default) > 0)
            continue;
        Same([records[0]], (await ReadAsync(MetricCut.All[0], odd[0], odd[0].AddMinutes(1), MetricStep.Minute)).Single().Total);
    }

    [Fact]
    public async Task A_minute_whose_records_are_partly_gone_stays_as_it_was()
    {
        var day = Noon.Date;
        var records = Enumerable.Range(0, 40).Select(i => Make(new DateTimeOffset(day, TimeSpan.Zero).AddSeconds(i))).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        var before = await DumpAsync();
        var midnight = new DateTimeOffset(day, TimeSpan.Zero);
        await Storage.Usage.PruneAsync(midnight.AddDays(1), 15, default);
        await Storage.Usage.InsertAsync([Make(midnight.AddSeconds(3))], default);
        Assert.Equal(RollupOutcome.TooLate, await Storage.Rollups.RollAsync(RollupLevel.Minute, midnight, 1000, default));
        Assert.Equal(0, await RollAsync());
        Assert.Equal(before, await DumpAsync());
        // The next day is whole.
        await Storage.Usage.InsertAsync([Make(midnight.AddDays(1))], default);
        Assert.Equal(RollupOutcome.Done, await Storage.Rollups.RollAsync(RollupLevel.Minute, midnight.AddDays(1), 1000, default));
    }

    [Fact]
    public async Task Where_minutes_and_hours_are_kept_no_longer_longer_ones_answer()
    {
        var start = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
        var records = Enumerable.Range(0, 800).Select(_ => Make(start.AddMinutes(_random.Next(10 * 1440)))).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        await PruneAsync(RollupLevel.Minute, start.AddDays(6).AddMinutes(70));
        await PruneAsync(RollupLevel.Hour, start.AddDays(3).AddHours(7));
        Assert.InRange(await Database.ScalarAsync<long>("SELECT MIN(period) FROM metrics_1min"), start.AddDays(6).AddHours(1).ToUnixTimeMilliseconds(), start.AddDays(7).ToUnixTimeMilliseconds());
        Assert.InRange(await Database.ScalarAsync<long>("SELECT MIN(period) FROM metrics_1hour"), start.AddDays(3).ToUnixTimeMilliseconds(), start.AddDays(4).ToUnixTimeMilliseconds());
        var query = new MetricsQuery { Cut = MetricCut.All[0], Bounds = Bounds(start, start.AddDays(10), MetricStep.Day, "Asia/Kolkata"), Durations = true, FirstTokens = true };
        var answer = await Storage.Metrics.ReadAsync(query, default);
        Same(records, answer.Groups.Single().Total);
        Assert.Equal(start.AddDays(6).AddHours(1), answer.CoarserBefore);
        query = query with { Bounds = Bounds(start, start.AddDays(10), MetricStep.Day) };
        answer = await Storage.Metrics.ReadAsync(query, default);
        Assert.Null(answer.CoarserBefore);
        for (var i = 0; i < 10; i++)
            Same([.. records.Where(record => record.At >= start.AddDays(i) && record.At < start.AddDays(i + 1))], answer.Groups.Single().Points[i] ?? new MetricSums());
        // A minute of an hour whose others are gone: the hour keeps what it had.
        await Storage.Usage.InsertAsync([Make(start.AddDays(5))], default);
        await RollAsync();
        Same(records, (await ReadAsync(MetricCut.All[0], start, start.AddDays(10), MetricStep.Day)).Single().Total);
    }

    [Fact]
    public async Task A_long_time_as_one_is_added_up_from_the_longest_periods_within_it()
    {
        var start = new DateTimeOffset(2026, 10, 20, 0, 0, 0, TimeSpan.Zero);
        var (from, to) = (start.AddHours(13).AddMinutes(7), start.AddDays(4).AddHours(2).AddMinutes(11));
        var records = Enumerable.Range(0, 900).Select(_ => Make(start.AddSeconds(_random.Next(5 * 86_400)))).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        // What it does not need is not there: only the days within, the hours at their ends, and the minutes at those of the hours.
        var (firstDay, lastDay) = (start.AddDays(1).ToUnixTimeMilliseconds(), start.AddDays(4).ToUnixTimeMilliseconds());
        var (firstHour, lastHour) = (start.AddHours(14).ToUnixTimeMilliseconds(), start.AddDays(4).AddHours(2).ToUnixTimeMilliseconds());
        await Database.ExecuteAsync($"DELETE FROM metrics_1hour WHERE period >= {firstDay} AND period < {lastDay}");
        await Database.ExecuteAsync($"DELETE FROM metrics_1min WHERE period >= {firstHour} AND period < {lastHour}");
        IReadOnlyList<long> whole = [from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()];
        var mine = records.Where(record => record.At >= from && record.At < to).ToArray();

        var answer = await Storage.Metrics.ReadAsync(new MetricsQuery { Cut = MetricCut.All[0], Bounds = whole, Durations = true, FirstTokens = true }, default);
        Same(mine, answer.Groups.Single().Total);
        Assert.Null(answer.CoarserBefore);
        var cut = MetricCut.Find([MetricDimension.User, MetricDimension.Model])!;
        var groups = await ReadAsync(new MetricsQuery { Cut = cut, Bounds = whole, GroupBy = [MetricDimension.User, MetricDimension.Model], Most = 100, Durations = true, FirstTokens = true });
        var expected = mine.GroupBy(record => (record.UserId?.ToString(), record.Model)).ToList();
        Assert.Equal(expected.Count, groups.Count);
        Assert.All(expected, group => Same([.. group], groups.Single(one => (one.Values[0], one.Values[1]) == group.Key).Total));
    }

    [Theory]
    // The clocks of Berlin go forward on the 29th of March, and back on the 25th of October.
    [InlineData("Europe/Berlin", "2026-03-28", 23)]
    [InlineData("Europe/Berlin", "2026-10-24", 25)]
    [InlineData("Asia/Kolkata", "2026-10-24", 24)]
    public async Task Days_of_a_zone_are_made_of_hours_or_minutes(string zone, string first, int hours)
    {
        var start = new DateTimeOffset(DateTime.Parse(first, CultureInfo.InvariantCulture), TimeSpan.Zero);
        var records = Enumerable.Range(0, 600).Select(_ => Make(start.AddMinutes(_random.Next(3 * 1440)))).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync();
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var answer = await ReadAsync(new MetricsQuery { Cut = MetricCut.All[0], Bounds = Bounds(start, start.AddDays(3), MetricStep.Day, zone), Durations = true, FirstTokens = true });
        var days = records.GroupBy(record => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(record.At, found).DateTime)).OrderBy(day => day.Key).ToList();
        Assert.Equal(4, days.Count);
        for (var i = 0; i < days.Count; i++)
            Same([.. days[i]], answer.Single().Points[i]!);
        var bounds = Bounds(start, start.AddDays(3), MetricStep.Day, zone);
        Assert.Equal(hours, (bounds[2] - bounds[1]) / 3_600_000);
    }

    [Fact]
    public async Task Beyond_the_bound_values_become_one_row_and_sums_stay_exact()
    {
        var records = Enumerable.Range(0, 78).Select(i => Make(Noon.AddSeconds(i)) with { OrganizationId = Other, Provider = "p", Model = $"m{(int)Math.Sqrt(i * 2):00}" }).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await RollAsync(mostSeries: 4);
        var cut = MetricCut.Find([MetricDimension.Model])!;
        Assert.Equal(5, await Database.ScalarAsync<long>($"SELECT COUNT(*) FROM metrics_1min WHERE cut = {cut.Id} AND period = {Noon.ToUnixTimeMilliseconds()}"));
        var groups = await ReadAsync(cut, Noon, Noon.AddHours(1), MetricStep.Hour, MetricDimension.Model);
        Same(records, Union(groups));
        Assert.True(groups[^1].IsOther);
        var known = groups[0];
        var filtered = await Storage.Metrics.ReadAsync(new MetricsQuery { Cut = cut, Bounds = Bounds(Noon, Noon.AddHours(1), MetricStep.Hour), Filters = [new(MetricDimension.Model, known.Values[0]!)] }, default);
        Assert.Equal((known.Total[MetricNumber.Requests], groups[^1].Total[MetricNumber.Requests]), (filtered.Groups.Single().Total[MetricNumber.Requests], filtered.Unattributed));
        // The organization is known of all.
        Same(records, (await ReadAsync(cut, Noon, Noon.AddHours(1), MetricStep.Hour, MetricDimension.Organization)).Single().Total);
    }

    [Fact]
    public async Task The_migration_finds_the_minutes_of_all_records_that_are_there()
    {
        DateTimeOffset[] times = [Noon, Noon.AddSeconds(59), Noon.AddMinutes(1), Noon.AddDays(40), new(1969, 12, 31, 23, 59, 59, 999, TimeSpan.Zero)];
        var find = Migration.For(Database.Source is null ? "Sqlite" : "Postgres").Single(migration => migration.Name == "metrics").Sql;
        find = find[find.IndexOf("INSERT INTO metrics_news", StringComparison.Ordinal)..];
        await Database.ExecuteAsync(find);
        Assert.Equal(0, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM metrics_news"));
        var records = times.Select(at => Make(at)).ToArray();
        await Storage.Usage.InsertAsync(records, default);
        await Database.ExecuteAsync("DELETE FROM metrics_news");
        await Database.ExecuteAsync(find);
        Assert.Equal(4, (await Storage.Rollups.ListNewsAsync(RollupLevel.Minute, DateTimeOffset.MaxValue, 100, default)).Count);
        await RollAsync();
        Same(records[..3], (await ReadAsync(MetricCut.All[0], Noon, Noon.AddMinutes(2), MetricStep.Minute)).Single().Total);
    }

    [Fact]
    public async Task News_is_listed_newest_first_and_only_before_a_moment()
    {
        await Storage.Usage.InsertAsync([Make(Noon), Make(Noon.AddMinutes(5)), Make(Noon.AddMinutes(5)), Make(Noon.AddMinutes(-5))], default);
        Assert.Equal([Noon.AddMinutes(5), Noon, Noon.AddMinutes(-5)], await Storage.Rollups.ListNewsAsync(RollupLevel.Minute, DateTimeOffset.MaxValue, 10, default));
        Assert.Equal([Noon.AddMinutes(-5)], await Storage.Rollups.ListNewsAsync(RollupLevel.Minute, Noon, 10, default));
        Assert.Equal([Noon.AddMinutes(5)], await Storage.Rollups.ListNewsAsync(RollupLevel.Minute, DateTimeOffset.MaxValue, 1, default));
        Assert.Empty(await Storage.Rollups.ListNewsAsync(RollupLevel.Hour, DateTimeOffset.MaxValue, 10, default));
    }

    private UsageRecord Make(DateTimeOffset at)
    {
        T? Maybe<T>(T value) where T : class => _random.Next(4) == 0 ? null : value;
        var cache = new[] { "miss", "exact", "off", "semantic", "coalesced" }[_random.Next(5)];
        return Records.Usage() with
        {
            At = at,
            Id = Guid.CreateVersion7(at < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : at),
            OrganizationId = _random.Next(3) == 0 ? Other : OrganizationId.Default,
            UserId = _random.Next(3) == 0 ? null : new UserId(Users[_random.Next(Users.Length)]),
            TeamId = _random.Next(2) == 0 ? null : new TeamId(Users[0]),
            Provider = Maybe($"p{_random.Next(3)}"),
            Model = Maybe($"m{_random.Next(3)}"),
            Deployment = Maybe($"d{_random.Next(3)}"),
            Region = Maybe("eu-1"),
            Task = Maybe("task é"),
            FailureCause = Maybe("RateLimited"),
            Cache = cache,
            Outcome = (UsageOutcome)_random.Next(4),
            Attempts = _random.Next(4),
            Usage = new TokenUsage { Input = _random.Next(100), CachedInput = _random.Next(9), CacheWrite = 1, CacheWrite1h = 2, AudioInput = 3, ImageInput = 4, Output = _random.Next(50), Reasoning = 5, AudioOutput = 6, ImageOutput = 7 },
            Cost = _random.Next(5) == 0 ? null : new Cost(_random.Next(1_000_000)),
            Saved = cache == "exact" ? new Cost(_random.Next(1000)) : null,
            Duration = TimeSpan.FromMicroseconds(_random.Next(1, 90_000_000)),
            TimeToFirstToken = _random.Next(2) == 0 ? null : TimeSpan.FromMicroseconds(_random.Next(1, 900_000)),
        };
    }

    private static string? Value(UsageRecord record, MetricDimension dimension) => dimension switch
    {
        MetricDimension.Organization => record.OrganizationId.ToString(),
        MetricDimension.Provider => record.Provider,
        MetricDimension.Model => record.Model,
        MetricDimension.Deployment => record.Deployment,
        MetricDimension.Region => record.Region,
        MetricDimension.Team => record.TeamId?.ToString(),
        MetricDimension.User => record.UserId?.ToString(),
        MetricDimension.Key => record.KeyId.ToString(),
        MetricDimension.Task => record.Task,
        MetricDimension.Cache => record.Cache,
        MetricDimension.Cause => record.FailureCause,
        _ => null,
    };

    private async Task SameAtAllLevelsAsync(IReadOnlyList<UsageRecord> records)
    {
        foreach (var step in new[] { MetricStep.Minute, MetricStep.Hour, MetricStep.Day })
        {
            var answer = (await ReadAsync(MetricCut.All[0], Noon, Noon.AddHours(2), step)).Single();
            Same(records, answer.Total);
        }
    }

    private static void Same(IReadOnlyList<UsageRecord> records, MetricSums sums)
    {
        long Sum(Func<UsageRecord, long> of) => records.Sum(of);
        Assert.Equal(records.Count, sums[MetricNumber.Requests]);
        Assert.Equal(
            [Sum(r => r.Outcome == UsageOutcome.Succeeded ? 1 : 0), Sum(r => r.Outcome == UsageOutcome.Failed ? 1 : 0), Sum(r => r.Outcome == UsageOutcome.Cancelled ? 1 : 0), Sum(r => r.Outcome == UsageOutcome.Interrupted ? 1 : 0)],
            [sums[MetricNumber.Succeeded], sums[MetricNumber.Failed], sums[MetricNumber.Cancelled], sums[MetricNumber.Interrupted]]);
        Assert.Equal((Sum(r => r.Attempts), Sum(r => r.Usage.TotalInput), Sum(r => r.Usage.TotalOutput)), (sums[MetricNumber.Attempts], sums.InputTokens, sums.OutputTokens));
        Assert.Equal(
            [Sum(r => r.Usage.Input), Sum(r => r.Usage.CachedInput), Sum(r => r.Usage.CacheWrite), Sum(r => r.Usage.CacheWrite1h), Sum(r => r.Usage.AudioInput), Sum(r => r.Usage.ImageInput),
                Sum(r => r.Usage.Output), Sum(r => r.Usage.Reasoning), Sum(r => r.Usage.AudioOutput), Sum(r => r.Usage.ImageOutput)],
            Enumerable.Range((int)MetricNumber.InputTokens, 10).Select(number => sums[(MetricNumber)number]));
        Assert.Equal(
            (Sum(r => r.Cost?.NanoDollars ?? 0), Sum(r => r.Cost is null ? 1 : 0), Sum(r => r.Saved?.NanoDollars ?? 0)),
            (sums[MetricNumber.CostNanos], sums[MetricNumber.UnknownCosts], sums[MetricNumber.SavedNanos]));
        Assert.Equal((Sum(r => r.Cache is "miss" or "off" ? 0 : 1), Sum(r => r.Cache == "miss" ? 1 : 0)), (sums[MetricNumber.CacheHits], sums[MetricNumber.CacheMisses]));
        SameQuantiles([.. records.Where(r => r.Outcome == UsageOutcome.Succeeded).Select(r => r.Duration)], sums.Durations, sums[MetricNumber.DurationMicros]);
        SameQuantiles([.. records.Select(r => r.TimeToFirstToken).OfType<TimeSpan>()], sums.FirstTokens, sums[MetricNumber.FirstTokenMicros]);
    }

    private static void SameQuantiles(TimeSpan[] truth, QuantileCounts counts, long micros)
    {
        Array.Sort(truth);
        Assert.Equal((truth.Length, truth.Sum(duration => duration.Ticks / TimeSpan.TicksPerMicrosecond)), (counts.Count, micros));
        foreach (var rank in new[] { 0.5, 0.95, 0.99 })
        {
            if (truth.Length > 0 && truth[(int)(rank * (truth.Length - 1))].TotalMilliseconds is var expected and > 0.1)
                Assert.InRange(counts.Quantile(rank)!.Value, expected * 0.9899, expected * 1.0101);
        }
    }

    private static MetricSums Union(IEnumerable<MetricsGroup> groups)
    {
        var sums = new MetricSums();
        foreach (var group in groups)
            sums.Add(group.Total);
        return sums;
    }

    private static IReadOnlyList<long> Bounds(DateTimeOffset from, DateTimeOffset to, MetricStep step, string zone = "UTC") => MetricTimes.Bounds(from, to, step, TimeZoneInfo.FindSystemTimeZoneById(zone));

    private Task<IReadOnlyList<MetricsGroup>> ReadAsync(MetricCut cut, DateTimeOffset from, DateTimeOffset to, MetricStep step, params MetricDimension[] groups) =>
        ReadAsync(new MetricsQuery { Cut = cut, Bounds = Bounds(from, to, step), GroupBy = groups, Durations = true, FirstTokens = true });

    private async Task<IReadOnlyList<MetricsGroup>> ReadAsync(MetricsQuery query) => (await Storage.Metrics.ReadAsync(query, default)).Groups;

    private async Task PruneAsync(RollupLevel level, DateTimeOffset before)
    {
        while (await Storage.Rollups.PruneAsync(level, before, 1000, default) > 0)
            continue;
    }

    private async Task<int> RollAsync(int mostSeries = 1000)
    {
        var done = 0;
        foreach (var level in new[] { RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day })
        {
            foreach (var period in await Storage.Rollups.ListNewsAsync(level, DateTimeOffset.MaxValue, 100_000, default))
                done += await Storage.Rollups.RollAsync(level, period, mostSeries, default) == RollupOutcome.Done ? 1 : 0;
        }

        return done;
    }

    private async Task<List<string>> DumpAsync()
    {
        await using var connection = await Database.ConnectAsync();
        var rows = new List<string>();
        foreach (var table in new[] { "metrics_1min", "metrics_1hour", "metrics_1day" })
        {
            await using var reader = await connection.ExecuteReaderAsync($"SELECT * FROM {table} ORDER BY cut, period, organization_id, series");
            while (await reader.ReadAsync())
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : $"{reader.GetValue(i)}")));
        }

        return rows;
    }
}
