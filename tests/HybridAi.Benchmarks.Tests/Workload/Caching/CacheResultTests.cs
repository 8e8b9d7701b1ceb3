using HybridAi.Benchmarks.Workload;
using HybridAi.Benchmarks.Workload.Caching;

namespace HybridAi.Benchmarks.Tests.Workload.Caching;

public sealed class CacheResultTests
{
    private static readonly Score Without = Scores.Empty with { Requests = 1000, Calls = 1000, Mean = 10 };
    private static readonly Score Good = Without with { Cacheable = 900, FromCache = 410, Calls = 700, Mean = 6 };
    private static readonly Score Repeated = Without with { Cacheable = 900, FromCache = 860 };

    [Fact]
    public void Goals_ReachedByALittle_AreMet()
    {
        var goals = Of(Good, Repeated).Goals;
        Assert.Equal(["95.6 %", "41.0 %", "−30.0 %", "−40.0 %"], goals.Select(goal => goal.Measured));
        Assert.All(goals, goal => Assert.True(goal.Met));
    }

    // The hit rate of repeated requests is of those that may be cached, that of the Zipf traffic of all.
    [Fact]
    public void Goals_MissedByALittle_AreMissed()
    {
        AssertMissed("hit rate, repeated", Of(Good, Repeated with { FromCache = 850 }));
        AssertMissed("hit rate, Zipf", Of(Good with { FromCache = 400 }, Repeated));
        AssertMissed("upstream calls", Of(Good with { Calls = 701 }, Repeated));
        AssertMissed("mean answer time", Of(Good with { Mean = 6.01 }, Repeated));
    }

    [Fact]
    public void Table_SaysWhatIsMissed()
    {
        var run = new CacheRun([Of(Good with { Mean = 9 }, Repeated)], new Dictionary<(int, double), double>());
        var table = new CacheTables(run).Goals().ToString();
        Assert.Contains("| 201 | −20.0 % | 95.6 % | 41.0 % | −30.0 % | −10.0 % | **missed: mean answer time** |", table, StringComparison.Ordinal);
    }

    private static void AssertMissed(string what, CacheResult result) => Assert.Equal(what, Assert.Single(result.Goals, goal => !goal.Met).What);

    private static CacheResult Of(Score zipf, Score repeated) => new()
    {
        Seed = 201,
        Scores = new Dictionary<CacheWorld, (Score, Score)>
        {
            [CacheWorld.Zipf] = (Without, zipf), [CacheWorld.ZipfWithOutage] = (Without, Good with { Mean = 8 }), [CacheWorld.Repeated] = (Without, repeated),
        },
    };
}
