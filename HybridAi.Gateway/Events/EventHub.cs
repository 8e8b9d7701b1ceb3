using System.Threading.Channels;
using HybridAi.Core.Events;

namespace HybridAi.Gateway.Events;

/// <summary>
/// Reads the events of all nodes once, for all streams of this one, and only while there are any: when it is woken and, as a wake-up can be lost, twice a second.
/// A stream that joins gets all behind the number that it is told; what came before it reads itself.
/// </summary>
internal sealed partial class EventHub(IServiceProvider services, TimeProvider time, ILogger<EventHub> logger) : BackgroundService
{
    /// <summary>How late an event is seen whose wake-up was lost.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private const int Batch = 1000;

    // A server that is frozen is not heard to be gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<EventSubscription> _subscriptions = [];
    private readonly Channel<bool> _wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long _position;
    private bool _isFollowing;
    private bool _isFailing;

    // Opened after this is made.
    private IEventStore Store => services.GetRequiredService<IEventStore>();

    /// <summary>Takes part from now on.</summary>
    /// <param name="selection">What is wanted.</param>
    /// <param name="length">How many events may wait.</param>
    /// <param name="cancellationToken">Cancels the look at the database.</param>
    public async Task<EventSubscription> JoinAsync(EventSelection selection, int length, CancellationToken cancellationToken)
    {
        while (true)
        {
            long? start = Volatile.Read(ref _isFollowing) ? null : await Store.LastAsync(null, cancellationToken);
            lock (_lock)
            {
                // Whoever followed may have stopped in between; then the place has to be asked for.
                if (!_isFollowing && start is null)
                    continue;
                if (!_isFollowing)
                    (_position, _isFollowing) = (start!.Value, true);
                var subscription = new EventSubscription(selection, _position, length);
                _subscriptions.Add(subscription);
                _wanted.Writer.TryWrite(true);
                return subscription;
            }
        }
    }

    public void Leave(EventSubscription subscription)
    {
        lock (_lock)
            _subscriptions.Remove(subscription);
    }

    /// <summary>Tells all who want a topic that is not stored.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="frame">Makes the event of one organization, or of all together (null); null: nothing to tell it.</param>
    /// <returns>Whether anybody wants the topic.</returns>
    public bool Tell(string topic, Func<EventSubscription, EventFrame?> frame)
    {
        var isWanted = false;
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
            {
                if (!subscription.Selection.HasTopic(topic))
                    continue;
                isWanted = true;
                if (frame(subscription) is { } one)
                    subscription.OfferLive(one);
            }
        }

        return isWanted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _wanted.Reader.ReadAsync(stoppingToken);
            while (IsWanted())
            {
                // Taken before the look, so that nothing falls between the two.
                var appended = Store.Appended;
                if (!await LookAsync(stoppingToken))
                    await WaitAsync(appended, stoppingToken);
            }
        }
    }

    private bool IsWanted()
    {
        lock (_lock)
        {
            _isFollowing &= _subscriptions.Count > 0;
            return _isFollowing;
        }
    }

    /// <summary>Passes on what is new.</summary>
    /// <returns>Whether there may be more.</returns>
    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // A database that was restored from a backup is behind, and would be silent for long.
            if (_isFailing && await Store.LastAsync(null, either.Token) is var last && last < _position)
                EndAll(last);
            var events = await Store.ReadAsync(_position, topic: null, organization: null, Batch, either.Token);
            _isFailing = false;
            Publish(events);
            return events.Count == Batch;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
                LogBlind(failure);
            _isFailing = true;
            return false;
        }
    }

    private void Publish(IReadOnlyList<StoredEvent> events)
    {
        if (events.Count == 0)
            return;
        var frames = new EventFrame[events.Count];
        for (var i = 0; i < frames.Length; i++)
            frames[i] = EventFrame.Of(events[i]);
        lock (_lock)
        {
            _subscriptions.RemoveWhere(subscription => !OfferAll(subscription, frames));
            _position = events[^1].Sequence;
        }
    }

    private static bool OfferAll(EventSubscription subscription, EventFrame[] frames)
    {
        foreach (var frame in frames)
        {
            if (!subscription.Offer(frame))
                return false;
        }

        subscription.PassedTo(frames[^1].Id!.Value);
        return true;
    }

    private void EndAll(long last)
    {
        lock (_lock)
        {
            foreach (var subscription in _subscriptions)
                subscription.Close(EventEnds.Storage);
            _subscriptions.Clear();
            _position = last;
        }
    }

    private async Task WaitAsync(Task appended, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Not at once after a failure, however often something is appended.
        await Task.WhenAny(_isFailing ? Task.Delay(Timeout.InfiniteTimeSpan, time, enough.Token) : appended, Task.Delay(PollInterval, time, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    [LoggerMessage(LogLevel.Warning, "The events cannot be read; streams of them are silent until they can be")]
    private partial void LogBlind(Exception exception);
}
