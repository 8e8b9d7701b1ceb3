using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Health;

public sealed class SqliteHealthStoreTests() : HealthStoreTests(null);

public sealed class PostgresHealthStoreTests(MigratedPostgres postgres) : HealthStoreTests(postgres);

public abstract class HealthStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Stretches_are_kept_once_and_read_newest_first()
    {
        var (provider, deployment) = (Stretch(0) with { Deployment = null, Level = HealthLevel.Unknown, Reason = null, Figures = default }, Stretch(1));
        var (changed, elsewhere) = (Stretch(2) with { Next = HealthLevel.Healthy }, Stretch(3) with { Provider = "other", Deployment = "other/m" });
        HealthStretch[] all = [provider, deployment, changed, elsewhere];
        await Storage.Health.AddAsync(all, default);
        await Storage.Health.AddAsync([deployment with { Reason = "another" }, changed], default);
        async Task<IReadOnlyList<HealthStretch>> FindAsync(HealthQuery query) => (await Storage.Health.ListAsync(query, default)).Items;
        Assert.Equal(all.Reverse(), await FindAsync(new() { Limit = 10 }));
        Assert.Equal([changed, deployment, provider], await FindAsync(new() { Provider = "one", Limit = 10 }));
        Assert.Equal([changed, deployment], await FindAsync(new() { Deployment = "one/m", Limit = 10 }));
        Assert.Equal([changed], await FindAsync(new() { Changes = true, Limit = 10 }));
        var first = await Storage.Health.ListAsync(new() { Limit = 3 }, default);
        Assert.Equal([provider], await FindAsync(new() { After = first.Next, Limit = 3 }));
        Assert.Equal(2, await Storage.Health.PruneAsync(At.AddMinutes(2), 10, default));
        Assert.Equal([elsewhere, changed], await FindAsync(new() { Limit = 10 }));
    }

    [Fact]
    public async Task A_change_of_level_is_told_once()
    {
        var worse = Stretch(0) with { Level = HealthLevel.Healthy, Reason = null, Next = HealthLevel.Critical, NextReason = "9 of 9 calls failed" };
        await Storage.Health.AddAsync([worse, Stretch(1)], default);
        await Storage.Health.AddAsync([worse, Stretch(2) with { Deployment = null, Level = HealthLevel.Critical, Next = HealthLevel.Healthy }], default);
        var told = await Storage.Events.ReadAsync(0, null, null, 1000, default);
        Assert.All(told, one => Assert.Equal((EventTopics.ProviderHealth, null), (one.Topic, one.OrganizationId)));
        Assert.Equal(
            [
                """{"provider":"one","deployment":"one/m","gateway":"node","level":"critical","before":"healthy","reason":"9 of 9 calls failed"}""",
                """{"provider":"one","gateway":"node","level":"healthy","before":"critical"}""",
            ],
            told.Select(one => one.Data));
    }

    [Fact]
    public async Task What_is_usual_is_what_the_stretches_of_the_time_add_up_to()
    {
        var random = new Random(2);
        var stretches = Enumerable.Range(0, 300).Select(i => Stretch(i) with
        {
            Deployment = i % 3 == 0 ? null : i % 3 == 1 ? "one/m" : "one/n",
            Figures = new HealthFigures(random.Next(1000), random.Next(9), Moments(random), i % 2 == 0 ? default : Moments(random)),
        }).ToArray();
        await Storage.Health.AddAsync(stretches, default);
        var (from, until) = (At.AddMinutes(50), At.AddMinutes(250));
        var found = await Storage.Health.BaselinesAsync(from, until, default);
        var counted = stretches.Where(one => one.At >= from && one.At < until && one.Deployment is not null).GroupBy(one => one.Deployment!).ToArray();
        Assert.Equal(counted.Select(group => group.Key).Order(), found.Select(one => one.Deployment).Order());
        foreach (var group in counted)
        {
            var baseline = found.Single(one => one.Deployment == group.Key);
            Assert.Equal((group.Sum(one => one.Figures.Calls), group.Sum(one => one.Figures.Failed)), (baseline.Calls, baseline.Failed));
            AssertSame(group.Aggregate(default(LatencyBaseline), (sum, one) => sum.With(one.Figures.Streams)), baseline.Streams);
            AssertSame(group.Aggregate(default(LatencyBaseline), (sum, one) => sum.With(one.Figures.Answers)), baseline.Answers);
        }

        Assert.Empty(await Storage.Health.BaselinesAsync(At.AddDays(1), At.AddDays(2), default));
    }

    private static void AssertSame(LatencyBaseline expected, LatencyBaseline actual)
    {
        Assert.Equal((expected.Stretches, expected.Count, expected.CountSquares), (actual.Stretches, actual.Count, actual.CountSquares));
        Assert.Equal(expected.Mean, actual.Mean, 9);
        Assert.Equal(expected.Within, actual.Within, 9);
        Assert.Equal(expected.Between, actual.Between, 9);
    }

    private static LatencyMoments Moments(Random random)
    {
        var moments = default(LatencyMoments);
        for (var i = random.Next(3, 400); i > 0; i--)
            moments = moments.With(TimeSpan.FromMilliseconds(100 + (random.NextDouble() * 300)));
        return moments;
    }

    private static HealthStretch Stretch(int minute) => new()
    {
        Id = Guid.CreateVersion7(At.AddMinutes(minute)), At = At.AddMinutes(minute), From = At.AddMinutes(minute - 5), Gateway = "node", Provider = "one", Deployment = "one/m",
        Level = HealthLevel.Warning, Reason = "slow", Figures = new HealthFigures(100, 3, new LatencyMoments(7, 5.25, 0.125), new LatencyMoments(90, 4.5, 12.75)),
    };
}
