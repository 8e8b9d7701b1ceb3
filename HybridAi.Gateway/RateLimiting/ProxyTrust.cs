using System.Net;
using HybridAi.Core.RateLimiting;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>Finds the client behind proxies. Only what trusted proxies say of it counts: everybody can send the header.</summary>
/// <param name="trusted">The addresses and networks of the trusted ones.</param>
internal sealed class ProxyTrust(IEnumerable<string> trusted)
{
    private readonly IPNetwork[] _trusted = [.. trusted.Select(text => ClientNetwork.TryParse(text, out var network) ? network : default)];

    /// <summary>The client: from the last one that forwarded the request back to the first that is no trusted proxy.</summary>
    /// <param name="peer">Who is connected to the gateway.</param>
    /// <param name="forwardedFor">The values of <c>X-Forwarded-For</c>, joined by commas.</param>
    public IPAddress ClientOf(IPAddress peer, string forwardedFor)
    {
        var client = ClientNetwork.Plain(peer);
        var rest = forwardedFor.AsSpan();
        while (IsTrusted(client) && !rest.IsEmpty)
        {
            var comma = rest.LastIndexOf(',');
            // What is no address was not written by a proxy that is to be trusted.
            if (!TryParse(rest[(comma + 1)..].Trim(), out var before))
                return client;
            client = before;
            rest = comma < 0 ? default : rest[..comma];
        }

        return client;
    }

    /// <summary>Whether a header of it counts.</summary>
    public bool IsTrusted(IPAddress address)
    {
        foreach (var network in _trusted)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    // Some proxies add the port.
    private static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (IPAddress.TryParse(text, out var plain))
            address = ClientNetwork.Plain(plain);
        else if (IPEndPoint.TryParse(text, out var withPort))
            address = ClientNetwork.Plain(withPort.Address);
        else
            return false;
        return true;
    }
}
