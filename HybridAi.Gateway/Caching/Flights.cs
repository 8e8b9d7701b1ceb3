using System.Collections.Concurrent;
using HybridAi.Core.Caching;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Caching;

/// <summary>The calls under way that others may share. As many as there are requests in flight at the most.</summary>
internal sealed class Flights
{
    private const int Stripes = 256;

    private readonly ConcurrentDictionary<CacheKey, Flight> _flights = new();
    private readonly long[] _landed = new long[Stripes];

    /// <summary>How many are under way.</summary>
    public int Count => _flights.Count;

    /// <summary>Whether one of them is as asked for.</summary>
    public bool Any(Func<Flight, bool> condition) => _flights.Values.Any(condition);

    /// <summary>Joins the call that is under way, or leads one.</summary>
    /// <param name="key">What the request is found by.</param>
    /// <param name="exchange">The request.</param>
    /// <param name="mostBytes">How much of a stream others can be behind.</param>
    /// <param name="leads">Whether this one leads.</param>
    public Flight Join(CacheKey key, Exchange exchange, long mostBytes, out bool leads)
    {
        while (true)
        {
            if (_flights.TryGetValue(key, out var flight))
            {
                leads = false;
                if (flight.TryFollow())
                    return flight;
                // It ends right now, or has become too long to be followed from its beginning.
                Remove(flight);
                continue;
            }

            flight = new Flight(key, exchange.Streamed ? exchange.StartRecording(mostBytes) : null);
            leads = true;
            if (_flights.TryAdd(key, flight))
                return flight;
        }
    }

    /// <summary>How many calls ended whose keys are like this one: if no more did meanwhile, none of this key did.</summary>
    public long LandedLike(in CacheKey key) => Volatile.Read(ref _landed[(int)((uint)key.Low % Stripes)]);

    /// <summary>Takes a call out that has come to an answer, which the cache has by now.</summary>
    public void Land(Flight flight)
    {
        Interlocked.Increment(ref _landed[(int)((uint)flight.Key.Low % Stripes)]);
        Remove(flight);
    }

    public void Remove(Flight flight) => _flights.TryRemove(new KeyValuePair<CacheKey, Flight>(flight.Key, flight));
}
