using HybridAi.Storage.Servers;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Servers;

public sealed class ServerBreakerTests
{
    private const string Late = "late", NotConnected = "no connection";

    private readonly ShiftedTime _time = new();
    private readonly ServerBreaker _breaker;

    public ServerBreakerTests() => _breaker = new ServerBreaker(3, _time);

    [Fact]
    public void It_is_open_until_a_probe_succeeds()
    {
        Assert.False(_breaker.Record(loss: null, isProbe: false));
        Assert.True(_breaker.Standing.IsOpen);
        Assert.True(_breaker.Record(loss: null, isProbe: true));
        Assert.False(_breaker.Standing.IsOpen);
        Assert.Null(_breaker.Standing.Cause);
    }

    [Fact]
    public void A_first_probe_that_fails_is_news_and_the_next_is_not()
    {
        Assert.True(_breaker.Record(NotConnected, isProbe: true));
        Assert.False(_breaker.Record(Late, isProbe: true));
        Assert.Equal("late", _breaker.Standing.Cause);
    }

    [Fact]
    public void Losses_in_a_row_open_it_and_anything_between_them_starts_the_count_anew()
    {
        _breaker.Record(loss: null, isProbe: true);
        Assert.False(_breaker.Record(Late, isProbe: false));
        Assert.False(_breaker.Record(Late, isProbe: false));
        Assert.False(_breaker.Record(loss: null, isProbe: false));
        Assert.False(_breaker.Record(Late, isProbe: false));
        Assert.False(_breaker.Record(Late, isProbe: true));
        _time.Shift = TimeSpan.FromHours(1);
        Assert.True(_breaker.Record(NotConnected, isProbe: false));
        Assert.Equal((true, "no connection"), (_breaker.Standing.IsOpen, _breaker.Standing.Cause));
        Assert.True(_breaker.Standing.Since > TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public void Only_a_probe_closes_it_again_and_the_count_starts_anew()
    {
        _breaker.Record(loss: null, isProbe: true);
        for (var i = 0; i < 3; i++)
            _breaker.Record(Late, isProbe: false);
        var since = _breaker.Standing.Since;
        Assert.False(_breaker.Record(loss: null, isProbe: false));
        Assert.False(_breaker.Record(Late, isProbe: true));
        Assert.Equal((true, since), (_breaker.Standing.IsOpen, _breaker.Standing.Since));
        Assert.True(_breaker.Record(loss: null, isProbe: true));
        Assert.False(_breaker.Record(Late, isProbe: false));
        Assert.False(_breaker.Record(Late, isProbe: false));
        Assert.False(_breaker.Standing.IsOpen);
    }
}
