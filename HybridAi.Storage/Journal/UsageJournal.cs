using HybridAi.Core.Usage;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Journal;

/// <summary>
/// The crash-safe log between the request path and the database, in files of this node under the journal's folder. A background loop moves
/// records to the database, recovers what an earlier run left, and adopts the folders of dead nodes.
/// </summary>
public sealed partial class UsageJournal : IUsageJournal, IJournalAdopter, IAsyncDisposable
{
    private readonly string _root;
    private readonly NodeLock _node;
    private readonly JournalOptions _options;
    private readonly IUsageStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalLog _log;
    private readonly JournalDrain _drain;
    private readonly JournalRecovery _recovery;
    private readonly JournalMetrics _metrics;
    private readonly CancellationTokenSource _stopping = new();
    private string[] _leftover;
    private TaskCompletionSource _poke = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _drainedAt, _adoptedAt;
    private int _failures;
    private volatile string? _delayed;
    private Task _loop = Task.CompletedTask;

    private UsageJournal(string root, JournalOptions options, IUsageStore store, TimeProvider time, ILogger logger, JournalDisk disk)
    {
        (_root, _options, _store, _time, _logger) = (root, options, store, time, logger);
        _node = NodeLock.Take(root, options.Node ?? Environment.MachineName);
        _leftover = JournalRecovery.FilesOf(_node.Directory);
        var quarantine = new Quarantine(root);
        var mover = new RecordMover(store, quarantine, logger);
        var sorter = new FrameSorter(quarantine, options, time, logger);
        _log = new JournalLog(new SegmentChain(disk, _node.Directory, options, time, LastNumber(_leftover)), disk, options, time, logger) { BatchReady = Poke };
        _drain = new JournalDrain(_log, _node.Node, mover, sorter, quarantine, options);
        _recovery = new JournalRecovery(mover, sorter, quarantine, options, logger);
        _metrics = new JournalMetrics(_log, _drain, quarantine, () => _time.GetElapsedTime(Volatile.Read(ref _drainedAt)));
        if (_leftover.Length != 0)
            _log.RecoveryStarts(_leftover.Sum(file => new FileInfo(file).Length));
        _drainedAt = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public string? Unavailable => _log.Unavailable;

    /// <inheritdoc/>
    public string? Delayed => _delayed;

    /// <summary>The name of this node's folder: the configured one, or with a number if another process has that.</summary>
    public string Node => _node.Node;

    /// <summary>Opens the journal and starts its background loop. What an earlier run left is recovered by the loop: requests need not wait for it.</summary>
    /// <param name="directory">The folder of all nodes' journals.</param>
    /// <param name="options">The options, valid.</param>
    /// <param name="store">Where records go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="StorageException">The folder cannot be written, or no node folder is free.</exception>
    public static UsageJournal Open(string directory, JournalOptions options, IUsageStore store, TimeProvider time, ILogger logger) =>
        Open(directory, options, store, time, logger, new JournalDisk());

    /// <summary>Opens the journal on a given disk.</summary>
    internal static UsageJournal Open(string directory, JournalOptions options, IUsageStore store, TimeProvider time, ILogger logger, JournalDisk disk)
    {
        var journal = new UsageJournal(directory, options, store, time, logger, disk);
        journal._loop = Task.Run(() => journal.RunAsync(journal._stopping.Token));
        return journal;
    }

    /// <inheritdoc/>
    public ValueTask<bool> StartAsync(UsageRecord inFlight) => _log.StartAsync(inFlight);

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(UsageRecord record) => _log.CompleteAsync(record);

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken) => _log.WaitForDrainAsync(Poke, cancellationToken);

    /// <inheritdoc/>
    public async Task<JournalAdoption> AdoptAsync(CancellationToken cancellationToken)
    {
        var total = default(JournalAdoption);
        foreach (var directory in Directory.GetDirectories(_root))
        {
            if (directory == _node.Directory || Quarantine.Is(Path.GetFileName(directory)) || JournalRecovery.FilesOf(directory).Length == 0)
                continue;
            // Held to the end: nobody else adopts it meanwhile, and a process of that name takes another folder.
            using var dead = NodeLock.TryTake(directory);
            if (dead is not null)
                total += await _recovery.RunAsync(dead.Node, JournalRecovery.FilesOf(directory), cancellationToken).ConfigureAwait(false);
        }
        return total;
    }

    /// <summary>
    /// Moves the rest to the database, for <see cref="JournalOptions.StopTimeout"/> at the most, and closes the files; those that the
    /// database has in whole are deleted. What is left is taken at the next start.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        using (var limit = new CancellationTokenSource(_options.StopTimeout, _time))
            await TryAsync(DrainAsync, limit.Token).ConfigureAwait(false);
        foreach (var held in _log.Close())
        {
            LogLost(_logger, held.Record.Id);
            held.Done.TrySetResult(false);
        }
        _metrics.Dispose();
        _node.Dispose();
        _stopping.Dispose();
    }

    private static long LastNumber(string[] files) =>
        files.Length == 0 ? 0
        : files.Max(file => long.TryParse(Path.GetFileNameWithoutExtension(file), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            _failures = await TryAsync(RoundAsync, cancellationToken).ConfigureAwait(false) ? 0 : Math.Min(_failures + 1, 16);
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        _log.Maintain();
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _drainedAt, _time.GetTimestamp());
        _delayed = null;
        if (_adoptedAt == 0 || _time.GetElapsedTime(_adoptedAt) >= _options.AdoptInterval)
        {
            await AdoptAsync(cancellationToken).ConfigureAwait(false);
            _adoptedAt = _time.GetTimestamp();
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (_leftover.Length != 0)
        {
            await _recovery.RunAsync(_node.Node, _leftover, cancellationToken).ConfigureAwait(false);
            _leftover = [];
            _log.RecoveryEnded();
        }
        await _drain.RunAsync(cancellationToken).ConfigureAwait(false);
        // Records that the disk would not take may find the database willing.
        foreach (var held in _log.Held())
        {
            await _store.InsertAsync([held.Record], cancellationToken).ConfigureAwait(false);
            _log.HeldIsStored(held);
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception)
        {
            // Whatever the database's trouble is, it is tried again; the journal grows meanwhile.
            LogDrainFailed(_logger, exception, _failures + 1);
            _delayed = $"Usage records wait in the journal, because they could not be moved to the database: {exception.Message}";
            return false;
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var pause = _options.DrainInterval * Math.Pow(2, _failures);
        if (_failures != 0 && pause > _options.MaxBackoff)
            pause = _options.MaxBackoff;
        if (_failures != 0)
        {
            await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        var poke = Volatile.Read(ref _poke);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(poke.Task, Task.Delay(pause, _time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        if (poke.Task.IsCompleted)
            Volatile.Write(ref _poke, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    private void Poke() => Volatile.Read(ref _poke).TrySetResult();

    [LoggerMessage(Level = LogLevel.Error, Message = "Usage records could not be moved to the database (try {Tries}); they wait in the journal.")]
    private static partial void LogDrainFailed(ILogger logger, Exception exception, int tries);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The usage record {Id} could be written neither to the journal nor to the database before the stop.")]
    private static partial void LogLost(ILogger logger, Guid id);
}
