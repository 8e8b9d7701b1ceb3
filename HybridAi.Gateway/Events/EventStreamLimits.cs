using HybridAi.Core.Tenancy;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Events;

/// <summary>Counts the streams of this node and of each key.</summary>
internal sealed class EventStreamLimits(EventsOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<KeyId, int> _byKey = [];
    private int _all;

    /// <summary>Takes a place, which has to be given back by <see cref="Leave"/> if it is one.</summary>
    public EventStreamPlace Enter(KeyId key)
    {
        lock (_lock)
        {
            if (_all >= options.MaxStreams)
                return EventStreamPlace.NodeFull;
            var own = _byKey.GetValueOrDefault(key);
            if (own >= options.MaxStreamsPerKey)
                return EventStreamPlace.KeyFull;
            _byKey[key] = own + 1;
            _all++;
            return EventStreamPlace.Taken;
        }
    }

    public void Leave(KeyId key)
    {
        lock (_lock)
        {
            _all--;
            if (--_byKey[key] == 0)
                _byKey.Remove(key);
        }
    }
}

/// <summary>What became of asking for a place.</summary>
internal enum EventStreamPlace
{
    Taken,
    NodeFull,
    KeyFull,
}
