using System.Collections.Concurrent;
using HybridAi.Core.RateLimiting;
using StackExchange.Redis;

namespace HybridAi.Storage.RateLimiting;

/// <summary>The requests of this process that count as under way, by the counters in Redis that have a place for them.</summary>
internal sealed class HeldPlaces
{
    private readonly ConcurrentDictionary<(RedisKey Counter, Guid Ticket), byte> _held = new();

    public void Add(LimitTicket ticket, Span<LimitCharge> charges)
    {
        foreach (ref var charge in charges)
        {
            if (charge.Limit.Measure == LimitMeasure.Concurrent && charge.Amount > 0)
                _held[(SharedName.Of(ref charge).Counter, ticket.Id)] = 0;
        }
    }

    public void Remove(LimitTicket ticket)
    {
        foreach (ref var charge in ticket.Held)
        {
            if (charge.Limit.Measure == LimitMeasure.Concurrent)
                _held.TryRemove((SharedName.Of(ref charge).Counter, ticket.Id), out _);
        }
    }

    public bool Has((RedisKey Counter, Guid Ticket) place) => _held.ContainsKey(place);

    public (RedisKey Counter, Guid Ticket)[] All() => [.. _held.Keys];
}
