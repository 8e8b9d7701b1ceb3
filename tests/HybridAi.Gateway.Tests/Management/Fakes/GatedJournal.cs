using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Tests.Management.Fakes;

/// <summary>The real journal, with a gate that can be closed before its flushes.</summary>
internal sealed class GatedJournal(IUsageJournal journal) : IUsageJournal
{
    private readonly TaskCompletionSource _never = new(), _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closed;

    /// <summary>Completes once somebody waits at the closed gate.</summary>
    public Task Waiting => _waiting.Task;

    public string? Unavailable => journal.Unavailable;

    public string? Delayed => journal.Delayed;

    /// <summary>From now on flushes wait until their callers give up.</summary>
    public void Close() => _closed = true;

    public ValueTask<bool> StartAsync(UsageRecord inFlight) => journal.StartAsync(inFlight);

    public ValueTask<bool> CompleteAsync(UsageRecord record) => journal.CompleteAsync(record);

    public Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!_closed)
            return journal.FlushAsync(cancellationToken);
        var flush = _never.Task.WaitAsync(cancellationToken);
        _waiting.TrySetResult();
        return flush;
    }
}
