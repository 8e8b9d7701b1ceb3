using HybridAi.Benchmarks.Workload;

namespace HybridAi.Benchmarks.Tests.Workload;

public sealed class VirtualTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 16, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Run_GoesFromEventToEvent_InOrderOfTimeAndThenOfScheduling()
    {
        var time = new VirtualTime(Start);
        var seen = new List<(string, TimeSpan)>();
        time.Schedule(TimeSpan.FromHours(2), () => seen.Add(("last", time.Now)));
        time.Schedule(TimeSpan.FromHours(1), () =>
        {
            seen.Add(("first", time.Now));
            time.Schedule(TimeSpan.FromHours(1), () => seen.Add(("third", time.Now)));
        });
        time.Schedule(TimeSpan.FromHours(1), () => seen.Add(("second", time.Now)));
        time.Run();
        Assert.Equal([("first", TimeSpan.FromHours(1)), ("second", TimeSpan.FromHours(1)), ("third", TimeSpan.FromHours(1)), ("last", TimeSpan.FromHours(2))], seen);
        Assert.Equal(Start.AddHours(2), time.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(2), time.GetElapsedTime(0));
    }
}
