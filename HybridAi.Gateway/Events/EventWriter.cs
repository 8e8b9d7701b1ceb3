using System.Globalization;
using HybridAi.Client.Events;
using HybridAi.Core.Events;
using HybridAi.Node.Settings;
using HybridAi.Storage;

namespace HybridAi.Gateway.Events;

/// <summary>Writes one stream of events: what was missed, read from the database by itself, then what the hub brings.</summary>
internal sealed class EventWriter(
    HttpContext http, EventSubscription subscription, EventPast past, Func<bool> mayGoOn, EventsOptions options, CancellationToken stopping, TimeProvider time)
{
    // So many are written before the next look at whether to go on.
    private const int MostAtOnce = 64;

    private readonly EventResponse _response = new(http, options, time);

    // All up to here was written, as far as it is wanted.
    private long _position;

    /// <summary>Writes until there is a reason to end.</summary>
    /// <param name="after">The number that it goes on behind; null: from now on.</param>
    /// <param name="missed">The first page of what comes behind that.</param>
    /// <param name="bounds">Which events there were then.</param>
    public async Task RunAsync(long? after, IReadOnlyList<StoredEvent>? missed, EventBounds bounds)
    {
        try
        {
            await _response.BeginAsync();
            _position = after ?? subscription.From;
            var end = after is null ? null : await CatchUpAsync(missed!, bounds);
            end ??= await FollowAsync();
            if (end is null)
                return;
            _response.Write(EventFrame.OfStream(EventTopicNames.StreamEnd, end, _position, time.GetUtcNow()));
            await _response.FlushAsync();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException && (_response.IsCutOff || http.RequestAborted.IsCancellationRequested))
        {
            // The caller hung up, or took nothing for too long.
            return;
        }
    }

    private async Task<string?> CatchUpAsync(IReadOnlyList<StoredEvent> events, EventBounds bounds)
    {
        if (_position > bounds.Last)
        {
            Reset(EventEnds.Unknown, subscription.From);
            await _response.FlushAsync();
            return null;
        }

        // Whoever begins with the oldest that is kept asks for nothing that is gone.
        var isOldest = _position == 0;
        while (_position < subscription.From)
        {
            if (bounds.Removed > _position && !isOldest)
                Reset(EventEnds.Expired, bounds.Removed);
            foreach (var one in events)
                WriteMissed(one);
            // What comes behind it is in the queue.
            if (events.Count < EventPast.PageLength || events[^1].Sequence >= subscription.From)
                _position = Math.Max(_position, subscription.From);
            isOldest = false;
            await _response.FlushAsync();
            if (WhyEnd() is { } end)
                return end;
            if (_position >= subscription.From)
                break;
            if (await NextAsync() is not { } next)
                return EventEnds.Storage;
            (events, bounds) = next;
        }

        return null;
    }

    private async Task<(IReadOnlyList<StoredEvent> Events, EventBounds Bounds)?> NextAsync()
    {
        try
        {
            return await past.ReadAsync(_position, http.RequestAborted);
        }
        catch (Exception failed) when (failed is System.Data.Common.DbException or StorageException)
        {
            return null;
        }
    }

    private void WriteMissed(StoredEvent one)
    {
        if (one.Sequence <= _position || one.Sequence > subscription.From)
            return;
        if (subscription.Selection.Wants(one.Topic, one.OrganizationId) && EventFrame.Of(one) is var frame && subscription.Selection.Wants(frame.Data))
            _response.Write(frame);
        _position = one.Sequence;
    }

    private async Task<string?> FollowAsync()
    {
        Task? ready = null;
        while (true)
        {
            if (WhyEnd() is { } end)
                return end;
            // Taken before the look into the queue: if that is empty, all up to here was written.
            var seen = subscription.SeenUpTo;
            if (WriteQueued())
            {
                await _response.FlushAsync();
                continue;
            }

            _position = Math.Max(_position, seen);
            ready ??= subscription.Queue.WaitToReadAsync(http.RequestAborted).AsTask();
            await WaitAsync(ready);
            http.RequestAborted.ThrowIfCancellationRequested();
            if (ready.IsCompleted)
                ready = null;
            else if (!stopping.IsCancellationRequested && mayGoOn())
            {
                // An id alone is no event, but is remembered by the reader as the place to go on from.
                _response.Write(string.Create(CultureInfo.InvariantCulture, $": alive\nid: {_position}\n\n"));
                await _response.FlushAsync();
            }
        }
    }

    private string? WhyEnd() => stopping.IsCancellationRequested ? EventEnds.Shutdown : !mayGoOn() ? EventEnds.Access : subscription.End;

    private bool WriteQueued()
    {
        var written = 0;
        while (written < MostAtOnce && subscription.Queue.TryRead(out var frame))
        {
            // It has been read from the database, or the reader has it from a gateway that was ahead of this one.
            if (frame.Id <= _position)
                continue;
            _response.Write(frame);
            _position = frame.Id ?? _position;
            written++;
        }

        return written > 0;
    }

    private async Task WaitAsync(Task ready)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        await Task.WhenAny(ready, Task.Delay(options.Heartbeat, time, enough.Token));
        await enough.CancelAsync();
    }

    private void Reset(string reason, long resumeAfter)
    {
        _position = resumeAfter;
        _response.Write(EventFrame.OfStream(EventTopicNames.StreamReset, reason, resumeAfter, time.GetUtcNow()));
    }
}
