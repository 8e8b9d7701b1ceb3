using System.Net;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.RateLimiting;
using Microsoft.AspNetCore.Connections.Features;

namespace HybridAi.Gateway.Identity;

/// <summary>
/// What was found out for a connection's last request and most likely holds for its next one: whom it comes from, and the hash of its key. Each costs a cryptographic
/// hash. The requests of an HTTP/2 connection run at the same time: what they remember is replaced whole.
/// </summary>
internal sealed class ConnectionMemory
{
    private static readonly object Item = new();

    private volatile KnownClient? _client;
    private volatile KnownSecret? _secret;

    /// <summary>Finds a request's.</summary>
    /// <returns>Null if it came by no connection, as in tests.</returns>
    public static ConnectionMemory? Of(HttpContext http)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items is not { } items)
            return null;
        // A plain dictionary.
        lock (items)
        {
            if (items.TryGetValue(Item, out var known))
                return (ConnectionMemory)known!;
            var added = new ConnectionMemory();
            items[Item] = added;
            return added;
        }
    }

    /// <summary>The client of an earlier request that came the same way, or null.</summary>
    public ClientAddress? ClientOf(IPAddress peer, string forwardedFor) =>
        _client is { } known && known.Peer.Equals(peer) && known.ForwardedFor == forwardedFor ? known.Client : null;

    /// <summary>Remembers a client.</summary>
    public void Remember(IPAddress peer, string forwardedFor, ClientAddress client) => _client = new KnownClient(peer, forwardedFor, client);

    /// <summary>
    /// Hashes a secret, or remembers its hash. The server gives a header that has not changed since the connection's last request as the same object; nothing is compared
    /// here, so that callers who share a proxy's connection learn nothing of each other's secrets by the time that it takes.
    /// </summary>
    /// <param name="header">The header that the secret stands in.</param>
    /// <param name="secret">The secret.</param>
    public KeyHash HashOf(string header, ReadOnlySpan<char> secret)
    {
        if (_secret is { } known && ReferenceEquals(known.Header, header))
            return known.Hash;
        var hash = KeyHash.Of(secret);
        _secret = new KnownSecret(header, hash);
        return hash;
    }

    private sealed record KnownClient(IPAddress Peer, string ForwardedFor, ClientAddress Client);

    private sealed record KnownSecret(string Header, KeyHash Hash);
}
