using System.Threading.Channels;
using HybridAi.Core.Events;

namespace HybridAi.Gateway.Events;

/// <summary>What waits for one stream. One writes (<see cref="EventHub"/>, under its lock), one reads.</summary>
internal sealed class EventSubscription
{
    private readonly Channel<EventFrame> _queue;
    private long _seenUpTo;
    private volatile string? _end;

    /// <summary>Begins behind a number.</summary>
    /// <param name="selection">What it gets.</param>
    /// <param name="from">The number: all behind it comes here.</param>
    /// <param name="length">How many events wait at the most.</param>
    public EventSubscription(EventSelection selection, long from, int length)
    {
        (Selection, From, _seenUpTo) = (selection, from, from);
        _queue = Channel.CreateBounded<EventFrame>(new BoundedChannelOptions(length) { SingleReader = true, SingleWriter = true });
    }

    public EventSelection Selection { get; }

    /// <summary>The number that it begins behind.</summary>
    public long From { get; }

    /// <summary>All up to here was put into the queue, as far as it is wanted: who takes this first and then finds the queue empty has had all of it.</summary>
    public long SeenUpTo => Volatile.Read(ref _seenUpTo);

    /// <summary>Why nothing more comes, or null.</summary>
    public string? End => _end;

    /// <summary>Whether the last second had any usage, so that a first one without is told.</summary>
    public bool HadUsage { get; set; }

    public ChannelReader<EventFrame> Queue => _queue.Reader;

    /// <summary>Puts a stored event into the queue if it is wanted.</summary>
    /// <returns>False if there is no room: the reader is too slow, and gets no more.</returns>
    public bool Offer(EventFrame frame)
    {
        if (!Selection.Wants(frame.Topic, frame.Organization) || !Selection.Wants(frame.Data) || _queue.Writer.TryWrite(frame))
            return true;
        Close(EventEnds.Slow);
        return false;
    }

    /// <summary>Puts something in that may be missed.</summary>
    public void OfferLive(EventFrame frame)
    {
        if (Selection.Wants(frame.Data))
            _queue.Writer.TryWrite(frame);
    }

    /// <summary>Says that all up to a number has been offered.</summary>
    public void PassedTo(long number) => Volatile.Write(ref _seenUpTo, number);

    public void Close(string end)
    {
        _end ??= end;
        _queue.Writer.TryComplete();
    }
}
