using HybridAi.Core.Events;

namespace HybridAi.Gateway.Events;

/// <summary>Reads what streams missed before they joined. A few at a time, so that all who lost a gateway at once do not fall on the database together.</summary>
internal sealed class EventPast(IServiceProvider services) : IDisposable
{
    public const int PageLength = 500;

    private readonly SemaphoreSlim _turns = new(4, 4);

    // Opened after this is made.
    private IEventStore Store => services.GetRequiredService<IEventStore>();

    /// <summary>Reads what comes behind a number, and which events there are.</summary>
    public async Task<(IReadOnlyList<StoredEvent> Events, EventBounds Bounds)> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            var events = await Store.ReadAsync(after, topic: null, organization: null, PageLength, cancellationToken);
            // Behind the read: what had not been removed by then was not missing from it.
            return (events, await Store.BoundsAsync(cancellationToken));
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
