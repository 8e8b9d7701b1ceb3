using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HybridAi.ServiceDefaults.Logging;

/// <summary>
/// Writes logs to files, <c>2026-05-01T12:00:00.123Z warning HybridAi.Worker.Running.JobRunner[7] …</c>, on a thread of its own: who logs never waits, and a disk that is full or slow costs lines, which are
/// counted, but nothing else.
/// </summary>
[ProviderAlias("File")]
internal sealed class LogFileProvider : ILoggerProvider, IAsyncDisposable
{
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly Channel<string> _waiting;
    private readonly LogFiles _files;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _dropped;

    public LogFileProvider(LogFileOptions options, string folder, string writer, TimeProvider time)
    {
        _time = time;
        _files = new LogFiles(folder, writer, options.MaxFileSize.Bytes, time);
        _waiting = Channel.CreateBounded<string>(new BoundedChannelOptions(options.MaxWaiting) { SingleReader = true });
        _writing = Task.Run(WriteAsync);
    }

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    // Hosts end asynchronously; whoever does not, does not wait for the last lines.
    public void Dispose() => _waiting.Writer.TryComplete();

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _writing.WaitAsync(EndLimit, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync()
    {
        var (lines, failedAt) = (new StringBuilder(), long.MinValue);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            lines.Clear();
            var count = 0;
            for (; count < MostAtOnce && _waiting.Reader.TryRead(out var line); count++)
                lines.Append(line);
            var dropped = Interlocked.Exchange(ref _dropped, 0);
            if (dropped > 0)
                lines.Append(CultureInfo.InvariantCulture, $"{Stamp(_time.GetUtcNow())} warning {nameof(LogFileProvider)} {dropped} lines were dropped\n");
            try
            {
                if (failedAt == long.MinValue || _time.GetElapsedTime(failedAt) >= PauseAfterFailure)
                {
                    _files.Write(lines);
                    failedAt = long.MinValue;
                }
                else
                    Interlocked.Add(ref _dropped, count + dropped);
            }
            catch (IOException)
            {
                // There is nowhere to log it to: it is told as lines that were dropped, once they can be written again.
                failedAt = _time.GetTimestamp();
                Interlocked.Add(ref _dropped, count + dropped);
            }
        }

        _files.Dispose();
    }

    private void Add(string line)
    {
        if (!_waiting.Writer.TryWrite(line))
            Interlocked.Increment(ref _dropped);
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private sealed class FileLogger(LogFileProvider provider, string category) : ILogger
    {
        // Continued lines are told from others by this.
        private const string Indent = "\n    ";

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var text = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}\n{exception}";
            var level = logLevel.ToString().ToLowerInvariant();
            provider.Add(string.Create(CultureInfo.InvariantCulture, $"{Stamp(provider._time.GetUtcNow())} {level} {category}[{eventId.Id}] {text.ReplaceLineEndings("\n").TrimEnd().Replace("\n", Indent, StringComparison.Ordinal)}\n"));
        }
    }
}
