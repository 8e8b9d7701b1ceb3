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

    [Fact]
    public void Run_WhatIsAwaited_GoesOnAsAnEventOfTheMoment_OnTheSameThread()
    {
        var time = new VirtualTime(Start);
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<(string What, TimeSpan At, int Thread)>();
        var outer = SynchronizationContext.Current;
        foreach (var who in new[] { "one", "other" })
            time.Schedule(TimeSpan.FromMinutes(1), () => _ = WaitAsync(who));
        time.Schedule(TimeSpan.FromMinutes(5), () =>
        {
            come.SetResult();
            Note("set");
        });
        time.Schedule(TimeSpan.FromMinutes(6), () => Note("later"));
        time.Run();
        Assert.Equal([("set", 5), ("one", 5), ("other", 5), ("later", 6)], seen.Select(one => (one.What, one.At.Minutes)));
        Assert.All(seen, one => Assert.Equal(Environment.CurrentManagedThreadId, one.Thread));
        Assert.Same(outer, SynchronizationContext.Current);

        async Task WaitAsync(string who)
        {
            await come.Task;
            Note(who);
        }

        void Note(string what) => seen.Add((what, time.Now, Environment.CurrentManagedThreadId));
    }
}
