using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace HybridAi.Storage.Memcached;

/// <summary>Reads addresses of Memcached servers.</summary>
public static class MemcachedAddress
{
    /// <summary>What <see cref="TryParse"/> accepts, for error messages.</summary>
    public const string Accepted = "a server such as cache-1, cache-1:11211, 10.0.0.7:11211 or [fd00::7]:11211";

    private const int DefaultPort = 11211;

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[address]</c> or <c>[address]:port</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The address; its host is in lower case.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out DnsEndPoint? address)
    {
        address = null;
        var trimmed = (text ?? "").Trim().ToLowerInvariant();
        var isBracketed = trimmed.StartsWith('[');
        var end = isBracketed ? trimmed.IndexOf(']', StringComparison.Ordinal) + 1 : trimmed.IndexOf(':', StringComparison.Ordinal);
        if (isBracketed && end == 0)
            return false;
        var host = end <= 0 ? trimmed : trimmed[..end];
        var rest = end <= 0 ? "" : trimmed[end..];
        var port = DefaultPort;
        if (rest.Length != 0 && (rest[0] != ':' || !int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
            return false;
        host = isBracketed ? host.Trim('[', ']') : host;
        if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic || (isBracketed && !IPAddress.TryParse(host, out _)))
            return false;
        address = new DnsEndPoint(host, port);
        return true;
    }

    /// <summary>An address as it is written.</summary>
    internal static string Text(DnsEndPoint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{(address.Host.Contains(':', StringComparison.Ordinal) ? $"[{address.Host}]" : address.Host)}:{address.Port}");
}
