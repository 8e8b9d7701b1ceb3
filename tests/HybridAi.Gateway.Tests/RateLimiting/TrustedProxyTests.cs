using System.Net;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.ServiceDefaults.Configuration;

namespace HybridAi.Gateway.Tests.RateLimiting;

public sealed class TrustedProxyTests : LimitTest
{
    protected override Dictionary<string, string?> Settings => new() { ["Gateway:TrustedProxies"] = "127.0.0.1,10.0.0.0/8", ["Privacy:HashAddresses"] = "false" };

    [Fact]
    public async Task What_a_trusted_proxy_says_of_the_client_counts_and_is_recorded()
    {
        await LimitAsync("per-ip", "ip", 1);
        Assert.Equal("200 429", await AskAsync(2, change: From("203.0.113.7")));
        Assert.Equal("200", await AskAsync(1, change: From("203.0.113.8, 10.1.2.3")));
        // The client's own header is in front of what the proxy saw.
        Assert.Equal("429", await AskAsync(1, change: From("198.51.100.1, 203.0.113.7")));
        Assert.Equal("203.0.113.7", (await Gateway.Journal.NextAsync()).ClientAddress);
        Assert.Equal("200 429", await AskAsync(2, change: From("2001:db8::1")));
        Assert.Equal("429", await AskAsync(1, change: From("2001:db8::ffff")));
        await LimitAsync("net", "ip", 1, target: "192.0.2.0/24");
        Assert.Equal("200", await AskAsync(1, change: From("192.0.2.1")));
        Assert.Equal("429", await AskAsync(1, change: From("192.0.2.2")));
    }

    [Theory]
    [InlineData("127.0.0.1", "", "127.0.0.1")]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "1.2.3.4,203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "1.2.3.4, 203.0.113.7 ,10.9.9.9", "203.0.113.7")]
    [InlineData("127.0.0.1", "10.9.9.9, 10.1.1.1", "10.9.9.9")]
    [InlineData("127.0.0.1", "203.0.113.7:5123", "203.0.113.7")]
    [InlineData("127.0.0.1", "[2001:db8::1]:5123", "2001:db8::1")]
    [InlineData("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "unknown", "127.0.0.1")]
    [InlineData("127.0.0.1", "1.2.3.4, nobody, 10.1.1.1", "10.1.1.1")]
    [InlineData("127.0.0.1", ",,", "127.0.0.1")]
    [InlineData("198.51.100.9", "203.0.113.7", "198.51.100.9")]
    public void The_client_is_the_last_that_no_trusted_proxy_vouches_for(string peer, string header, string client) =>
        Assert.Equal(IPAddress.Parse(client), new ProxyTrust(["127.0.0.1", "10.0.0.0/8"]).ClientOf(IPAddress.Parse(peer), header));

    [Fact]
    public async Task Without_trusted_proxies_the_header_counts_for_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["RateLimits:per-ip:Scope"] = "ip", ["RateLimits:per-ip:Limit"] = "1", ["RateLimits:per-ip:Window"] = "1m" });
        gateway.One.Answer = static call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 3; i++)
        {
            using var answer = await gateway.ChatAsync(change: From($"203.0.113.{i}"));
            Assert.Equal(i == 0 ? 200 : 429, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task Configuration_that_means_nothing_stops_the_start_with_every_error()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new()
        {
            ["Gateway:TrustedProxies"] = "proxy.local",
            ["RateLimits:a b:Scope"] = "key",
            ["RateLimits:x:Scope"] = "planet", ["RateLimits:x:Limit"] = "0", ["RateLimits:x:Window"] = "soon", ["RateLimits:x:Speed"] = "9",
            ["RateLimits:y:Limit"] = "5", ["RateLimits:y:Window"] = "1m", ["RateLimits:y:Measure"] = "words",
        }));
        foreach (var key in new[] { "Gateway:TrustedProxies", "RateLimits:a b:", "RateLimits:a b:Limit", "RateLimits:a b:Window", "RateLimits:x:Scope", "RateLimits:x:Limit", "RateLimits:x:Window", "RateLimits:x:Speed", "RateLimits:y:Scope", "RateLimits:y:Measure" })
            Assert.Contains(key, refused.Message);
    }

    private static Action<HttpRequestMessage> From(string forwardedFor) => request => request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
}
