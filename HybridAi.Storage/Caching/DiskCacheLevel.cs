using System.Buffers.Binary;
using System.Collections.Concurrent;
using HybridAi.Core.Caching;
using HybridAi.Storage.Secrets;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Caching;

/// <summary>
/// Answers in a file of the process's own, bounded by bytes; the least recently used go first. Uses are written with the next answer, or a few seconds later. A file that is damaged is moved aside
/// (<c>.damaged</c>, over an earlier one) and begun anew. The file is opened in the background; until then, and while the disk fails, nothing is found.
/// </summary>
public sealed partial class DiskCacheLevel : ICacheLevel, IAsyncDisposable
{
    private const int MostUses = 65_536;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<CacheKey, long> _uses = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly string _path;
    private readonly DiskCacheOptions _options;
    private readonly SealedAnswers _answers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _tending;
    private volatile DiskCacheFile? _file;
    private volatile Damaged? _damaged;
    private volatile string? _fault = "not opened yet", _begunAnew;
    private long _evictions;
    private bool _isDisposed;

    /// <summary>Begins to open the file.</summary>
    /// <param name="path">The file's full path; its directory is there.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="masterKey">What answers are sealed under.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets faults.</param>
    public DiskCacheLevel(string path, DiskCacheOptions options, MasterKey masterKey, TimeProvider time, ILogger<DiskCacheLevel> logger)
    {
        (_path, _options, _answers, _time, _logger) = (path, options, new SealedAnswers(masterKey), time, logger);
        _tending = Task.Run(TendAsync);
    }

    /// <inheritdoc/>
    public string Name => CacheLevelNames.Disk;

    /// <inheritdoc/>
    public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
    {
        if (_file is not { } file)
            return null;
        using var late = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // Not only by the token: a disk that hangs looks at none.
            var box = await file.FindAsync(BytesOf(key), _time.GetUtcNow(), either.Token).WaitAsync(either.Token).ConfigureAwait(false);
            if (box is null || !_answers.TryOpen(box, key, _time.GetUtcNow(), out var answer))
                return null;
            if (_uses.Count < MostUses)
                _uses[key] = file.NextUse();
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            Fail(file, failure);
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        if (_file is not { } file || !answer.IsFresh(_time.GetUtcNow()))
            return;
        var box = _answers.Seal(answer);
        try
        {
            if (box.Length > _options.MaxSize.Bytes)
                await file.RemoveAsync(BytesOf(answer.Key), cancellationToken).ConfigureAwait(false);
            else
                Interlocked.Add(ref _evictions, await file.KeepAsync(BytesOf(answer.Key), box, answer.ExpiresAt, TakeUses(), cancellationToken).ConfigureAwait(false));
            Recover();
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            Fail(file, failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken)
    {
        if (_file is not { } file)
            return;
        try
        {
            await file.RemoveAsync(BytesOf(key), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            Fail(file, failure);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var status = new CacheLevelStatus(Name, 0, 0, _options.MaxSize.Bytes, _fault is not null, _fault ?? _begunAnew) { Evictions = Interlocked.Read(ref _evictions) };
        if (_file is not { } file)
            return status;
        try
        {
            var (entries, bytes) = await file.TotalsAsync(cancellationToken).ConfigureAwait(false);
            return status with { Entries = entries, Bytes = bytes };
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            Fail(file, failure);
            return status with { Entries = null, Bytes = null, IsDegraded = true, Detail = failure.Message };
        }
    }

    /// <summary>Writes what was used last and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _tending.ConfigureAwait(false);
        if (_file is { } file)
        {
            await TidyAsync(file, CancellationToken.None).ConfigureAwait(false);
            await file.DisposeAsync().ConfigureAwait(false);
        }

        if (_damaged is { } damaged)
            await damaged.File.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
        _work.Dispose();
    }

    /// <summary>A key as the file has it.</summary>
    internal static byte[] BytesOf(CacheKey key)
    {
        var bytes = new byte[48];
        key.Organization.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), key.High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(32), key.Low);
        return bytes;
    }

    private List<KeyValuePair<CacheKey, long>> TakeUses()
    {
        var taken = new List<KeyValuePair<CacheKey, long>>();
        foreach (var use in _uses)
        {
            if (_uses.TryRemove(use))
                taken.Add(use);
        }

        return taken;
    }

    // A damaged file is used no more, by whoever sees it first; the one that tends it closes and replaces it.
    private void Fail(DiskCacheFile file, Exception failure)
    {
        Say(CauseOf(failure));
        if (!IsDamage(failure) || Interlocked.CompareExchange(ref _file, null, file) != file)
            return;
        _damaged = new Damaged(file, CauseOf(failure));
        if (_work.CurrentCount == 0)
            _work.Release();
    }

    private void Say(string fault)
    {
        if (_fault != fault)
            LogFault(_path, fault);
        _fault = fault;
    }

    private void Recover() => _fault = null;

    private static bool IsOfDisk(Exception failure) => failure is SqliteException or StorageException or IOException or UnauthorizedAccessException or ObjectDisposedException;

    // The codes: https://www.sqlite.org/rescode.html. A missing table (SQLITE_ERROR) is damage as well, a value of an impossible size, and a file that is shorter than it says.
    private static bool IsDamage(Exception failure) => (failure as SqliteException ?? failure.InnerException as SqliteException) is { } cause
        && (cause.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_TOOBIG
            || cause.SqliteExtendedErrorCode == SQLitePCL.raw.SQLITE_IOERR_SHORT_READ);

    private static string CauseOf(Exception failure) => (failure as SqliteException ?? failure.InnerException as SqliteException)?.Message ?? failure.Message;

    private sealed record Damaged(DiskCacheFile File, string Cause);

    [LoggerMessage(LogLevel.Warning, "The answer cache's file {Path} is not used: {Fault}")]
    private partial void LogFault(string path, string fault);
}
