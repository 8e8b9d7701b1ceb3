using System.Net;
using System.Net.Sockets;

namespace HybridAi.Core.RateLimiting;

/// <summary>Addresses and networks of clients.</summary>
public static class ClientNetwork
{
    private const int HostBytes = 8;

    /// <summary>Reads an address, which is a network of one, or a network such as <c>10.0.0.0/8</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="network">The network.</param>
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        if (text.Contains('/', StringComparison.Ordinal))
            return IPNetwork.TryParse(text, out network);
        if (!IPAddress.TryParse(text, out var address))
            return false;
        address = Plain(address);
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

    /// <summary>An address without the ways to write it that change nothing: IPv4 in IPv6, and a zone.</summary>
    /// <param name="address">The address.</param>
    public static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes())
        : address;

    /// <summary>What a client is counted by: an IPv4 address as it is; of an IPv6 address the /64, since that is what one customer has.</summary>
    /// <param name="address">The address, as <see cref="Plain"/> gives it.</param>
    public static IPAddress CountedBy(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(HostBytes).Clear();
        return new IPAddress(bytes);
    }
}
