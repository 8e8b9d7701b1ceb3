using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Caching;

/// <summary>What goes on in the background: the file is opened, replaced if it is damaged, and tidied every few seconds.</summary>
public sealed partial class DiskCacheLevel
{
    private async Task TendAsync()
    {
        try
        {
            while (true)
            {
                if (_damaged is { } damaged)
                    await ReplaceAsync(damaged.File, damaged.Cause).ConfigureAwait(false);
                if (_file is { } file)
                    await TidyAsync(file, _stop.Token).ConfigureAwait(false);
                else
                    await OpenAsync(mayReplace: true).ConfigureAwait(false);
                await PauseAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    // Until there is work, or for a while.
    private async Task PauseAsync()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await Task.WhenAny(_work.WaitAsync(enough.Token), Task.Delay(Interval, _time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        _stop.Token.ThrowIfCancellationRequested();
    }

    private async Task OpenAsync(bool mayReplace)
    {
        try
        {
            _file = await DiskCacheFile.OpenAsync(_path, _options.MaxSize.Bytes, _stop.Token).ConfigureAwait(false);
            Recover();
        }
        catch (Exception failure) when (mayReplace && IsDamage(failure))
        {
            await ReplaceAsync(file: null, CauseOf(failure)).ConfigureAwait(false);
            await OpenAsync(mayReplace: false).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            Say(failure.Message);
        }
    }

    private async Task ReplaceAsync(DiskCacheFile? file, string cause)
    {
        try
        {
            if (file is not null)
                await file.DisposeAsync().ConfigureAwait(false);
            _damaged = null;
            var aside = $"{_path}.damaged";
            File.Move(_path, aside, overwrite: true);
            File.Delete($"{_path}-wal");
            File.Delete($"{_path}-shm");
            _begunAnew = $"begun anew at {_time.GetUtcNow():u}: {cause}; the file before is {aside}";
            LogBegunAnew(_path, cause, aside);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Say(failure.Message);
        }
    }

    private async Task TidyAsync(DiskCacheFile file, CancellationToken cancellationToken)
    {
        try
        {
            Interlocked.Add(ref _evictions, await file.TidyAsync(TakeUses(), _time.GetUtcNow(), cancellationToken).ConfigureAwait(false));
            Recover();
        }
        catch (Exception failure) when (IsOfDisk(failure))
        {
            Fail(file, failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The answer cache's file {Path} is damaged and was begun anew: {Cause} The file before is {Aside}")]
    private partial void LogBegunAnew(string path, string cause, string aside);
}
