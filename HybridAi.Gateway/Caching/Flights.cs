using System.Collections.Concurrent;
using HybridAi.Core.Caching;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Caching;

/// <summary>The calls under way that others may share. As many as there are requests in flight at the most.</summary>
internal sealed class Flights(CachePurges purges)
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
                if (IsFor(exchange, flight) && flight.TryFollow())
                    return flight;
                // It ends right now, has become too long to be followed from its beginning, or is not to be followed by this one; then this one leads those who come.
                Remove(flight);
                continue;
            }

            flight = new Flight(key, exchange.Streamed ? exchange.StartRecording(mostBytes) : null) { Purges = purges.Version, Timeout = exchange.Options.Timeout };
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

    // Not if something was purged since it began: it may say what was so before. A stream that ends with its leader's own time-out would break off for all; of a whole answer somebody else leads then.
    private bool IsFor(Exchange exchange, Flight flight) => flight.Purges == purges.Version
        && (!exchange.Streamed || flight.Timeout is not { } ends || exchange.Options.Timeout <= ends);
}
