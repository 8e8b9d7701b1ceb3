using HybridAi.Core.RateLimiting;
using HybridAi.Storage.RateLimiting;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Tests.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.RateLimiting;

/// <summary>A limiter and what it stands on.</summary>
internal abstract class LimiterRoom : IAsyncDisposable
{
    public TestClock Time { get; } = new();

    public abstract ILimiter Limiter { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Lets time pass in which the process lives.</summary>
    public virtual Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        return Task.CompletedTask;
    }

    public static Task<LimiterRoom> OpenLocalAsync() => Task.FromResult<LimiterRoom>(new LocalRoom());

    public static async Task<LimiterRoom> OpenRedisAsync() => new SharedRoom(await RedisRoom.OpenAsync(RedisRoom.Patient()));

    private sealed class LocalRoom : LimiterRoom
    {
        private readonly LocalLimiter _limiter;

        public LocalRoom() => _limiter = new LocalLimiter(Time);

        public override ILimiter Limiter => _limiter;

        public override ValueTask DisposeAsync()
        {
            _limiter.Dispose();
            return default;
        }
    }

    private sealed class SharedRoom : LimiterRoom
    {
        private readonly RedisRoom _redis;
        private readonly LocalLimiter _local;
        private readonly RedisLimiter _limiter;

        public SharedRoom(RedisRoom redis)
        {
            _redis = redis;
            _local = new LocalLimiter(Time);
            _limiter = new RedisLimiter(redis.Connection, _local, TimeProvider.System, NullLogger<RedisLimiter>.Instance, () => Time.Microseconds);
        }

        public override ILimiter Limiter => _limiter;

        public override async Task PassAsync(TimeSpan time)
        {
            await base.PassAsync(time);
            await _limiter.RenewAsync(default);
        }

        public override async ValueTask DisposeAsync()
        {
            await _limiter.DisposeAsync();
            _local.Dispose();
            await _redis.DisposeAsync();
        }
    }
}

/// <summary>A clock that a test turns, which both kinds of limiters read the same from.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The moment in microseconds; never 0, which would mean the server's own clock.</summary>
    public long Microseconds => GetTimestamp() / TimeSpan.TicksPerMicrosecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
