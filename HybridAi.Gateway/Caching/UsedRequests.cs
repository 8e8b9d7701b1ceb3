using System.Runtime.InteropServices;
using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// The bodies of the requests that are asked most, for warming; only if <c>Cache:KeepRequests</c> allows it, since they are what people wrote, and in memory only. When there
/// is no room, the one goes that was asked least among some drawn by chance, and the new one takes over its count, so that one that comes often stays in the end.
/// </summary>
internal sealed class UsedRequests(CacheOptions options)
{
    private const int Most = 1_000;
    private const int MostBytes = 64 * 1024;
    private const int Drawn = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, int> _places = [];
    private readonly List<UsedRequest> _requests = [];

    /// <summary>Notes that a request was asked.</summary>
    public void Note(in CacheKey key, Exchange exchange)
    {
        if (!options.KeepRequests || exchange.Body.Scan.Body.Length > MostBytes)
            return;
        lock (_lock)
        {
            if (_places.TryGetValue(key, out var place))
            {
                CollectionsMarshal.AsSpan(_requests)[place].Count++;
                return;
            }

            var request = new UsedRequest(key, exchange.Api, exchange.Body.Scan.Body.ToArray()) { Count = 1 };
            if (_requests.Count < Most)
            {
                _places[key] = _requests.Count;
                _requests.Add(request);
            }
            else
                ReplaceUnderLock(request);
        }
    }

    /// <summary>Those of an organization, the most asked first.</summary>
    public IReadOnlyList<UsedRequest> Of(OrganizationId organization, int most)
    {
        lock (_lock)
            return [.. _requests.Where(request => request.Key.Organization == organization).OrderByDescending(request => request.Count).Take(most)];
    }

    private void ReplaceUnderLock(UsedRequest request)
    {
        var least = Random.Shared.Next(_requests.Count);
        for (var i = 1; i < Drawn; i++)
        {
            var drawn = Random.Shared.Next(_requests.Count);
            if (_requests[drawn].Count < _requests[least].Count)
                least = drawn;
        }

        _places.Remove(_requests[least].Key);
        _places[request.Key] = least;
        request.Count += _requests[least].Count;
        _requests[least] = request;
    }
}

/// <summary>A request and how often it was asked.</summary>
/// <param name="Key">What its answer is found by.</param>
/// <param name="Api">The API.</param>
/// <param name="Body">The body.</param>
internal record struct UsedRequest(CacheKey Key, InferenceApi Api, ReadOnlyMemory<byte> Body)
{
    /// <summary>How often.</summary>
    public long Count { get; set; }
}
