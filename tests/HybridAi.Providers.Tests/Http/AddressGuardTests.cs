using System.Net;
using HybridAi.Providers.Http;

namespace HybridAi.Providers.Tests.Http;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("169.254.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:8.8.8.8")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b:1::8.8.8.8")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:1ff::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("3fff::1")]
    [InlineData("3fff:fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Addresses_that_only_exist_within_are_private(string address) => Assert.True(AddressGuard.IsPrivate(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.1")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("198.51.99.1")]
    [InlineData("203.0.112.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2002:808:808::1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void Public_addresses_are_not(string address) => Assert.False(AddressGuard.IsPrivate(IPAddress.Parse(address)));

    [Theory(Timeout = 30_000)]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0")]
    public async Task A_private_host_is_refused_before_any_connection(string host)
    {
        using var server = new LoopbackServer();
        using var client = new UpstreamClient(new UpstreamOptions(), new AddressGuard());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{server.Port}/");
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, TestContext.Current.CancellationToken));
        var forbidden = Assert.IsType<ForbiddenAddressException>(failure.InnerException);
        Assert.Contains("allowPrivateNetwork", forbidden.Message, StringComparison.Ordinal);
        Assert.False(server.WasAskedTo);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_is_allowed_by_name_and_port_only()
    {
        using var server = new LoopbackServer();
        using var other = new LoopbackServer();
        var guard = new AddressGuard();
        guard.AllowPrivate([new Uri($"http://LocalHost:{server.Port}/v1"), new Uri("http://[::1]:9")]);
        using var client = new UpstreamClient(new UpstreamOptions(), guard);
        await AssertAnswersAsync(client, server, "localhost");

        foreach (var address in new[] { $"http://localhost:{other.Port}/", $"http://127.0.0.1:{server.Port}/" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, TestContext.Current.CancellationToken));
            Assert.IsType<ForbiddenAddressException>(failure.InnerException);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Everything_is_allowed_where_that_is_configured()
    {
        using var server = new LoopbackServer();
        using var client = new UpstreamClient(new UpstreamOptions(), new AddressGuard { AllowAll = true });
        await AssertAnswersAsync(client, server, "127.0.0.1");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_refused_connection_is_a_failure_of_the_request()
    {
        var server = new LoopbackServer();
        var port = server.Port;
        server.Dispose();
        using var client = new UpstreamClient(new UpstreamOptions(), new AddressGuard { AllowAll = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/");
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, TestContext.Current.CancellationToken));
        Assert.IsType<System.Net.Sockets.SocketException>(failure.InnerException);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_name_without_an_address_fails_a_check_as_it_fails_a_connection()
    {
        var failure = await Assert.ThrowsAsync<HttpRequestException>(async () =>
            await new AddressGuard().CheckAsync(new Uri("http://nowhere.invalid:1/"), TestContext.Current.CancellationToken));
        Assert.Equal(HttpRequestError.NameResolutionError, failure.HttpRequestError);
    }

    private static async Task AssertAnswersAsync(UpstreamClient client, LoopbackServer server, string host)
    {
        var token = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}:{server.Port}/");
        var sending = client.SendAsync(request, token);
        await server.ReadRequestAsync(token);
        await server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n", token);
        using var response = await sending;
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }
}
