using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace HybridAi.Providers.Http;

/// <summary>
/// Connects only to addresses that a provider may have: public ones, unless a provider is configured to be in a private network. The check
/// is made on the address that is then connected to, so that a name cannot change its meaning in between.
/// </summary>
public sealed class AddressGuard
{
    private volatile FrozenSet<(string Host, int Port)> _allowed = FrozenSet<(string, int)>.Empty;
    private ImmutableList<(string Host, int Port)> _meanwhile = [];

    /// <summary>Whether every address is allowed.</summary>
    public bool AllowAll { get; set; }

    /// <summary>Sets the hosts that may be at private addresses.</summary>
    /// <param name="addresses">The base addresses of the providers that are configured so.</param>
    public void AllowPrivate(IEnumerable<Uri> addresses) =>
        _allowed = addresses.Select(PlaceOf).ToFrozenSet();

    /// <summary>Lets a host be at a private address until the result is disposed: for a provider that is tried before it is kept.</summary>
    /// <param name="address">Its base address.</param>
    public IDisposable AllowMeanwhile(Uri address)
    {
        var place = PlaceOf(address);
        ImmutableInterlocked.Update(ref _meanwhile, static (all, place) => all.Add(place), place);
        return new Meanwhile(this, place);
    }

    /// <summary>Opens a connection for a <see cref="SocketsHttpHandler"/>.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ForbiddenAddressException">The host has a private address and is not allowed to.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken).ConfigureAwait(false);
        var place = (endPoint.Host.ToLowerInvariant().Trim('[', ']'), endPoint.Port);
        if (!AllowAll && !_allowed.Contains(place) && !Volatile.Read(ref _meanwhile).Contains(place))
        {
            // A name with one private address among public ones is as hostile as one with none.
            if (Array.Find(addresses, IsPrivate) is { } forbidden)
                throw new ForbiddenAddressException(endPoint.Host, forbidden);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken).ConfigureAwait(false);
            return stream = new NetworkStream(socket, ownsSocket: true);
        }
        finally
        {
            if (stream is null)
                socket.Dispose();
        }
    }

    /// <summary>
    /// Checks an address without regard to what <see cref="AllowPrivate"/> allows: for a provider that may not be at a private address though
    /// another one at the same host and port may, so that their connections are one and the same.
    /// </summary>
    /// <param name="address">The provider's base address.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="ForbiddenAddressException">The host has a private address.</exception>
    /// <exception cref="HttpRequestException">The host has no address, as when a connection is made.</exception>
    public async ValueTask CheckAsync(Uri address, CancellationToken cancellationToken)
    {
        if (AllowAll)
            return;
        var host = address.IdnHost;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancellationToken).ConfigureAwait(false);
        if (Array.Find(addresses, IsPrivate) is { } forbidden)
            throw new ForbiddenAddressException(host, forbidden);
    }

    /// <summary>Whether an address is one that only exists within a machine or an organization (IANA special-purpose registries).</summary>
    /// <param name="address">The address.</param>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return IsPrivateV6(address);
        var bytes = address.GetAddressBytes();
        return bytes[0] switch
        {
            0 or 10 or 127 or >= 224 => true,
            100 => bytes[1] is >= 64 and < 128,
            169 => bytes[1] == 254,
            172 => bytes[1] is >= 16 and < 32,
            192 => bytes[1] == 168 || (bytes[1] == 0 && bytes[2] is 0 or 2),
            198 => bytes[1] is 18 or 19 || (bytes[1] == 51 && bytes[2] == 100),
            203 => bytes[1] == 0 && bytes[2] == 113,
            _ => false,
        };
    }

    private static async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException unknown)
        {
            throw new HttpRequestException(HttpRequestError.NameResolutionError, $"{unknown.Message} ({host})", unknown);
        }
    }

    private static (string Host, int Port) PlaceOf(Uri address) => (address.IdnHost.ToLowerInvariant().Trim('[', ']'), address.Port);

    private static bool IsPrivateV6(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        // 64:ff9b::/96 (NAT64) and 2002::/16 (6to4) carry an IPv4 address that counts.
        if (bytes.AsSpan(0, 12).SequenceEqual((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]))
            return IsPrivate(new IPAddress(bytes[12..]));
        var prefix = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (prefix >> 16 == 0x2002)
            return IsPrivate(new IPAddress(bytes[2..6]));
        // Only 2000::/3 is routed globally. Not in it: protocol assignments and Teredo 2001::/23, documentation 2001:db8::/32 and 3fff::/20.
        return prefix >> 29 != 1 || prefix >> 9 == 0x20010000 >> 9 || prefix == 0x20010db8 || prefix >> 12 == 0x3fff0000 >> 12;
    }

    private sealed class Meanwhile(AddressGuard guard, (string, int) place) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                ImmutableInterlocked.Update(ref guard._meanwhile, static (all, place) => all.Remove(place), place);
        }
    }
}
