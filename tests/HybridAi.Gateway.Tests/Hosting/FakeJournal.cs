using System.Threading.Channels;
using HybridAi.Core.Usage;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>A journal in memory that a test can close, block and look into.</summary>
internal sealed class FakeJournal : IUsageJournal
{
    private readonly Lock _lock = new();
    private readonly List<UsageRecord> _started = [];
    private readonly List<UsageRecord> _completed = [];
    private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<UsageRecord> _records = Channel.CreateUnbounded<UsageRecord>();

    public string? Unavailable { get; set; }

    public string? Delayed { get; set; }

    /// <summary>How many more markers are taken before the journal is full.</summary>
    public int StartsLeft { get; set; } = int.MaxValue;

    /// <summary>Set: no record is written until it completes.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public IReadOnlyList<UsageRecord> Started
    {
        get
        {
            lock (_lock)
                return [.. _started];
        }
    }

    public IReadOnlyList<UsageRecord> Completed
    {
        get
        {
            lock (_lock)
                return [.. _completed];
        }
    }

    public ValueTask<bool> StartAsync(UsageRecord inFlight)
    {
        if (Unavailable is not null || StartsLeft-- <= 0)
            return ValueTask.FromResult(false);
        lock (_lock)
            _started.Add(inFlight);
        return ValueTask.FromResult(true);
    }

    public async ValueTask<bool> CompleteAsync(UsageRecord record)
    {
        if (Gate is { } gate)
        {
            _waiting.TrySetResult();
            await gate.Task;
        }

        lock (_lock)
            _completed.Add(record);
        await _records.Writer.WriteAsync(record);
        return true;
    }

    /// <summary>Waits until a record is held up by the <see cref="Gate"/>.</summary>
    public Task UntilGatedAsync() => _waiting.Task.WaitAsync(TimeSpan.FromSeconds(90));

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the next record.</summary>
    public async Task<UsageRecord> NextAsync() => await _records.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90));
}
