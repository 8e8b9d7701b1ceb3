using System.Net;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.RateLimiting;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Identity;

/// <summary>What a connection remembers never says anything wrong about its next request.</summary>
public sealed class ConnectionMemoryTests
{
    private readonly Connection _connection = new();

    [Fact]
    public void The_requests_of_a_connection_share_one_and_those_of_another_do_not()
    {
        Assert.Same(ConnectionMemory.Of(Request(_connection)), ConnectionMemory.Of(Request(_connection)));
        Assert.NotSame(ConnectionMemory.Of(Request(_connection)), ConnectionMemory.Of(Request(new Connection())));
        Assert.Null(ConnectionMemory.Of(new DefaultHttpContext()));
    }

    [Fact]
    public void Each_header_has_the_hash_of_its_own_secret()
    {
        var memory = ConnectionMemory.Of(Request(_connection))!;
        foreach (var header in new[] { "Bearer one", "Bearer two", "Bearer one", "Bearer one" }.SelectMany(header => new[] { header, new string(header) }))
            Assert.Equal(KeyHash.Of(header.AsSpan(7)), memory.HashOf(header, header.AsSpan(7)));
    }

    [Fact]
    public void A_header_that_is_the_same_object_is_not_hashed_again()
    {
        var memory = ConnectionMemory.Of(Request(_connection))!;
        const string Header = "Bearer one";
        var hash = memory.HashOf(Header, "one");
        Assert.Equal(hash, memory.HashOf(Header, "not looked at"));
        Assert.NotEqual(hash, memory.HashOf(new string(Header), "looked at"));
    }

    [Fact]
    public void A_client_is_known_by_where_it_comes_from_and_by_what_its_proxy_says()
    {
        var memory = ConnectionMemory.Of(Request(_connection))!;
        var (proxy, client) = (IPAddress.Parse("10.0.0.1"), new ClientAddress(IPAddress.Parse("192.0.2.1"), "recorded", "counted"));
        Assert.Null(memory.ClientOf(proxy, "192.0.2.1"));
        memory.Remember(proxy, "192.0.2.1", client);
        Assert.Same(client, memory.ClientOf(IPAddress.Parse("10.0.0.1"), "192.0.2.1"));
        Assert.Null(memory.ClientOf(proxy, "192.0.2.2"));
        Assert.Null(memory.ClientOf(IPAddress.Parse("10.0.0.2"), "192.0.2.1"));
    }

    private static DefaultHttpContext Request(Connection connection)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IConnectionItemsFeature>(connection);
        return http;
    }

    private sealed class Connection : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}
