using System.Net;
using HybridAi.Web.Session;
using HybridAi.Web.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Tests.Session;

public sealed class SignInLimiterTests
{
    private readonly SteppedTime _time = new(Sample.Start);
    private readonly SignInLimiter _limiter;

    public SignInLimiterTests() => _limiter = new SignInLimiter(new FixedOptions(), _time);

    [Fact]
    public void Each_address_has_attempts_of_its_own()
    {
        var (one, two) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var i = 0; i < 10; i++)
            Assert.Null(_limiter.Take(one));
        Assert.Equal(TimeSpan.FromSeconds(6), _limiter.Take(one));
        Assert.Null(_limiter.Take(two));
        Assert.NotNull(_limiter.Take(one.MapToIPv6()));
    }

    [Fact]
    public void A_network_of_IPv6_counts_as_one()
    {
        for (var i = 0; i < 10; i++)
            Assert.Null(_limiter.Take(IPAddress.Parse($"2001:db8::{i:x}")));
        Assert.NotNull(_limiter.Take(IPAddress.Parse("2001:db8::ffff")));
        Assert.Null(_limiter.Take(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void Memory_is_bounded_and_comes_back()
    {
        for (var i = 0; i < SignInLimiter.MaxAddresses + 500; i++)
            _limiter.Take(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]));
        Assert.Equal(SignInLimiter.MaxAddresses, _limiter.Count);
        Assert.NotNull(_limiter.Take(IPAddress.Parse("198.51.100.1")));
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.Null(_limiter.Take(IPAddress.Parse("198.51.100.1")));
        Assert.Equal(1, _limiter.Count);
    }

    private sealed class FixedOptions : IOptionsMonitor<WebOptions>
    {
        public WebOptions CurrentValue { get; } = new();

        public WebOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<WebOptions, string?> listener) => null;
    }
}
