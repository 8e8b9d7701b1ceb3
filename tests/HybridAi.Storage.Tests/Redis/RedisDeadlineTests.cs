using System.Collections.Concurrent;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Redis;

/// <summary>A server that is stopped: its connections stay, and it never answers, so whatever ends a call is not it.</summary>
public sealed class RedisDeadlineTests
{
    [Fact]
    public async Task A_call_ends_at_its_deadline_and_its_place_stays_taken_until_the_server_answers()
    {
        await using var room = await RedisRoom.OpenAsync(Alone());
        Assert.Equal(1, await room.AddedAsync("a"));
        await room.Server.PauseAsync();
        Assert.Equal(RedisFailure.TimedOut, (await room.AddAsync("a")).Failure);
        var counts = room.Connection.Counts;
        Assert.Equal((1, 1), (counts.TimedOut, counts.InFlight));

        await room.Server.ContinueAsync();
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
        // The abandoned call was carried out.
        var reply = await EventuallyAnsweredAsync(room);
        Assert.Equal(3, reply);
    }

    [Fact]
    public async Task Calls_in_flight_are_bounded_and_those_beyond_end_at_once()
    {
        var options = Alone();
        options.MaxInFlight = 8;
        // Longer than a busy machine takes to make a thousand calls.
        options.Deadline = TimeSpan.FromSeconds(5);
        await using var room = await RedisRoom.OpenAsync(options);
        await room.Server.PauseAsync();
        var calls = Enumerable.Range(0, 1000).Select(_ => room.AddAsync("a")).ToList();
        Assert.True(calls.Count(call => call.IsCompleted) >= 992);
        var failures = (await Task.WhenAll(calls)).CountBy(reply => reply.Failure).ToDictionary();
        Assert.Equal((8, 992), (failures[RedisFailure.TimedOut], failures[RedisFailure.NotTried]));
        Assert.Equal(8, room.Connection.Counts.InFlight);
        Assert.Equal(8, room.Connection.Counts.MostInFlight);
        await room.Server.ContinueAsync();
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
    }

    [Fact]
    public async Task Thousands_of_calls_at_a_stopped_server_cost_a_few_deadlines_and_it_is_used_again_when_it_goes_on()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Brief());
        await room.Server.PauseAsync();
        var failures = new Dictionary<RedisFailure, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var reply = await room.AddAsync("a");
            failures[reply.Failure] = failures.GetValueOrDefault(reply.Failure) + 1;
        }

        // One after the other: so many waited for a deadline, and all the others ended at once.
        Assert.False(failures.ContainsKey(RedisFailure.None));
        Assert.InRange(failures[RedisFailure.TimedOut], 1, RedisRoom.Brief().FailuresToOpen);
        Assert.Equal(20_000, failures[RedisFailure.TimedOut] + failures[RedisFailure.NotTried]);
        Assert.StartsWith("no answer within 100 ms; ", room.Connection.State.Detail);

        // For as long as some twenty probes take, about three seconds: longer than the client's own time-outs.
        await Eventually.TrueAsync(() => room.Connection.Counts.TimedOut >= failures[RedisFailure.TimedOut] + 20);
        Assert.True(room.Connection.Counts.InFlight <= room.Connection.Counts.TimedOut + 1);
        await room.Server.ContinueAsync();
        await room.ConnectedAsync();
        await EventuallyAnsweredAsync(room);
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight <= 1);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_waits_no_longer_and_says_nothing_about_redis()
    {
        var options = Alone();
        options.Deadline = TimeSpan.FromSeconds(10);
        await using var room = await RedisRoom.OpenAsync(options);
        await room.Server.PauseAsync();
        using var hangUp = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 10).Select(_ => room.AddAsync("a", cancellationToken: hangUp.Token)).ToList();
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        await hangUp.CancelAsync();
        foreach (var call in calls)
            Assert.Equal(hangUp.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        Assert.False(room.Connection.State.IsDegraded);
        Assert.Equal((0, 0), (room.Connection.Counts.TimedOut, room.Connection.Counts.Failed));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.AddAsync("a", cancellationToken: hangUp.Token));
        await room.Server.ContinueAsync();
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
    }

    [Fact]
    public async Task Calls_that_fail_after_they_were_given_up_leave_no_unobserved_exception()
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void Keep(object? sender, UnobservedTaskExceptionEventArgs args)
        {
            if (args.Exception.ToString().Contains(nameof(StackExchange.Redis), StringComparison.Ordinal))
                unobserved.Enqueue(args.Exception);
        }

        TaskScheduler.UnobservedTaskException += Keep;
        try
        {
            var options = Alone();
            options.FailuresToOpen = 1000;
            await using var room = await RedisRoom.OpenAsync(options);
            await room.Server.PauseAsync();
            var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => room.AddAsync("a")));
            Assert.All(replies, reply => Assert.Equal(RedisFailure.TimedOut, reply.Failure));
            await room.Server.KillAsync();
            await Eventually.TrueAsync(() => room.Connection.Counts.InFlight == 0);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Keep;
        }

        Assert.Empty(unobserved);
    }

    /// <summary>A deadline that is met soon, and no probe but the first, which alone has to keep it.</summary>
    private static RedisOptions Alone() => new() { Deadline = TimeSpan.FromSeconds(1), ProbeInterval = TimeSpan.FromMinutes(1) };

    // A busy machine may not keep a brief deadline at the first try; a counter's next value is known all the same.
    private static async Task<long> EventuallyAnsweredAsync(RedisRoom room)
    {
        long answer = 0;
        await Eventually.TrueAsync(() => room.Connection.Counts.InFlight <= 1);
        for (var tries = 0; tries < 100; tries++)
        {
            if ((await room.AddAsync("a")).TryGet(out answer))
                return answer;
        }

        Assert.Fail($"Redis does not answer: {room.Connection.State}");
        return answer;
    }
}
