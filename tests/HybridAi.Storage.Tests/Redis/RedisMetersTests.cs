using System.Diagnostics.Metrics;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Servers;

namespace HybridAi.Storage.Tests.Redis;

public sealed class RedisMetersTests
{
    [Fact]
    public void What_became_of_calls_can_be_measured()
    {
        var measured = new Dictionary<string, long>();
        // Other connections of this process have meters of the same name; only the new ones are listened to.
        using var listener = new MeterListener();
        Meter? own = null;
        var traffic = new RedisTraffic(2);
        var breaker = new ServerBreaker(1, TimeProvider.System);
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (ReferenceEquals(instrument.Meter, own))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => measured[instrument.Name] = value);
        using var meters = new RedisMeters(traffic, breaker);
        own = meters.Meter;
        listener.Start();

        Assert.True(traffic.TryEnter());
        Assert.True(traffic.TryEnter());
        Assert.False(traffic.TryEnter());
        traffic.CountNotTried();
        traffic.Leave();
        traffic.Count(RedisFailure.TimedOut);
        traffic.Count(RedisFailure.Refused);
        traffic.Count(RedisFailure.NoScript);
        breaker.Record(default, isProbe: true);
        listener.RecordObservableInstruments();
        Assert.Equal(2, measured["hybridai.redis.calls"]);
        Assert.Equal(1, measured["hybridai.redis.timeouts"]);
        Assert.Equal(1, measured["hybridai.redis.failures"]);
        Assert.Equal(1, measured["hybridai.redis.not_tried"]);
        Assert.Equal(1, measured["hybridai.redis.in_flight"]);
        Assert.Equal(1, measured["hybridai.redis.connected"]);
    }
}
