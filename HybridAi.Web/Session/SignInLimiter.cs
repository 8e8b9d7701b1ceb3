using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Session;

/// <summary>
/// Slows down whoever tries keys: a token bucket per address (per /64 for IPv6). Memory is bounded; when too many addresses try at once,
/// the further ones share one bucket.
/// </summary>
internal sealed class SignInLimiter(IOptionsMonitor<WebOptions> options, TimeProvider time)
{
    public const int MaxAddresses = 10_000;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];
    private readonly Bucket _shared = new();
    private DateTimeOffset _sweptAt;

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _buckets.Count;
        }
    }

    /// <summary>Takes one attempt.</summary>
    /// <returns>Null if it may go on, otherwise how long to wait.</returns>
    public TimeSpan? Take(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var bucket = FindWhileLocked(Network(address), now);
            bucket.Used = Math.Max(0, bucket.Used - (now - bucket.At) / Refill);
            bucket.At = now;
            if (bucket.Used > options.CurrentValue.SignInAttempts - 1)
                return Refill * (bucket.Used - (options.CurrentValue.SignInAttempts - 1));
            bucket.Used++;
            return null;
        }
    }

    /// <summary>Gives an attempt back: the key was right.</summary>
    public void GiveBack(IPAddress? address)
    {
        lock (_lock)
        {
            if (_buckets.TryGetValue(Network(address), out var bucket))
                bucket.Used = Math.Max(0, bucket.Used - 1);
        }
    }

    private Bucket FindWhileLocked(IPAddress network, DateTimeOffset now)
    {
        if (_buckets.TryGetValue(network, out var known))
            return known;
        if (_buckets.Count >= MaxAddresses && now - _sweptAt >= SweepEvery)
        {
            _sweptAt = now;
            foreach (var (address, bucket) in _buckets.Where(entry => entry.Value.Used <= (now - entry.Value.At) / Refill).ToList())
                _buckets.Remove(address);
        }
        if (_buckets.Count >= MaxAddresses)
            return _shared;
        return _buckets[network] = new Bucket { At = now };
    }

    private static IPAddress Network(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed class Bucket
    {
        public double Used { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
