using System.Diagnostics.Metrics;
using HybridAi.Storage.Servers;

namespace HybridAi.Storage.Redis;

/// <summary>The connection's instruments on the meter <c>HybridAi</c>. All are read when asked for.</summary>
internal sealed class RedisMeters : IDisposable
{
    public RedisMeters(RedisTraffic traffic, ServerBreaker breaker)
    {
        Meter.CreateObservableCounter("hybridai.redis.calls", () => traffic.Counts.Sent, "{call}", "Calls made to Redis.");
        Meter.CreateObservableCounter("hybridai.redis.timeouts", () => traffic.Counts.TimedOut, "{call}", "Calls to Redis without an answer before the deadline.");
        Meter.CreateObservableCounter("hybridai.redis.failures", () => traffic.Counts.Failed, "{call}", "Calls to Redis that failed in another way.");
        Meter.CreateObservableCounter("hybridai.redis.not_tried", () => traffic.Counts.NotTried, "{call}", "Calls that were not made because Redis was lost.");
        Meter.CreateObservableGauge("hybridai.redis.in_flight", () => traffic.Counts.InFlight, "{call}", "Calls to Redis without an answer.");
        Meter.CreateObservableGauge("hybridai.redis.connected", () => breaker.Standing.IsOpen ? 0 : 1, description: "1 while Redis is used, else 0.");
    }

    /// <summary>The meter that they are on.</summary>
    public Meter Meter { get; } = new("HybridAi");

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
