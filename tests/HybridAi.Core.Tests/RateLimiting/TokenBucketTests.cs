using HybridAi.Core.RateLimiting;

namespace HybridAi.Core.Tests.RateLimiting;

public sealed class TokenBucketTests
{
    private const double Rate = 60 / 60_000_000.0; // One a second.

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 60)]
    [InlineData(3, 1)]
    public void In_any_stretch_of_time_it_admits_at_most_the_burst_and_what_flows_in(int seed, int burst)
    {
        var random = new Random(seed);
        var bucket = new TokenBucket();
        var admitted = new List<long>();
        var now = 0L;
        for (var i = 0; i < 3000; i++)
        {
            now += random.NextInt64(1_500_000) * random.Next(2);
            if (bucket.UsedAt(now, Rate) + 1 > burst + TokenBucket.Tolerance)
                continue;
            bucket.Take(1, now, Rate);
            admitted.Add(now);
        }

        Assert.True(admitted.Count > 100);
        for (var from = 0; from < admitted.Count; from++)
        {
            for (var to = from; to < Math.Min(admitted.Count, from + 200); to++)
                Assert.True(to - from + 1 <= burst + ((admitted[to] - admitted[from]) * Rate) + 0.001);
        }
    }

    [Fact]
    public void What_is_due_at_this_moment_is_admitted()
    {
        var bucket = new TokenBucket();
        for (var now = 0L; now < 100_000; now++)
        {
            // A third of a token a microsecond: what no floating point number has.
            Assert.True(bucket.UsedAt(now * 3, 1 / 3.0) <= TokenBucket.Tolerance);
            bucket.Take(1, now * 3, 1 / 3.0);
        }
    }

    [Fact]
    public void A_correction_gives_back_what_is_left_of_the_reservation_and_no_more()
    {
        var bucket = new TokenBucket();
        bucket.Take(50, 0, Rate);
        bucket.Correct(-40, 0, 5_000_000, Rate);
        Assert.Equal(5, bucket.UsedAt(5_000_000, Rate), 6);
        // It was full since: nothing is left of what was reserved before, and what others took is theirs.
        bucket.Take(7, 20_000_000, Rate);
        bucket.Correct(-40, 0, 21_000_000, Rate);
        Assert.Equal(6, bucket.UsedAt(21_000_000, Rate), 6);
        bucket.Correct(10, 0, 21_000_000, Rate);
        Assert.Equal(16, bucket.UsedAt(21_000_000, Rate), 6);
    }
}
