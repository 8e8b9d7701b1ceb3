using HybridAi.Storage.Events;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridAi.Storage.Postgres;

/// <summary>
/// Hears of new events on a connection of its own (LISTEN), and connects again when that is lost. Behind a pooler that hands out connections by
/// transaction nothing is ever heard; those who wait look by themselves from time to time.
/// </summary>
internal sealed partial class PostgresListener : IAsyncDisposable
{
    // A connection whose server is gone without a word looks like one on which nothing happens.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int AnswerSeconds = 5;
    private readonly NpgsqlDataSource _source;
    private readonly Pulse _pulse;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    /// <summary>Begins to listen, in the background.</summary>
    public PostgresListener(NpgsqlDataSource source, Pulse pulse, TimeProvider time, ILogger logger)
    {
        (_source, _pulse, _time, _logger) = (source, pulse, time, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var wasHeard = true;
        while (true)
        {
            try
            {
                await ListenAsync(() => wasHeard = true).ConfigureAwait(false);
            }
            catch (Exception lost) when (!_stopping.IsCancellationRequested)
            {
                if (wasHeard)
                    LogLost(lost);
                wasHeard = false;
            }
            await Task.Delay(Pause, _time, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task ListenAsync(Action connected)
    {
        await using var connection = await _source.OpenConnectionAsync(_stopping.Token).ConfigureAwait(false);
        connection.Notification += (_, _) => _pulse.Beat();
        await ExecuteAsync(connection, "LISTEN hybridai_events").ConfigureAwait(false);
        connected();
        // For what came while nobody listened.
        _pulse.Beat();
        while (true)
        {
            if (!await connection.WaitAsync(Silence, _stopping.Token).ConfigureAwait(false))
                await ExecuteAsync(connection, "SELECT 1").ConfigureAwait(false);
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = AnswerSeconds };
        await command.ExecuteNonQueryAsync(_stopping.Token).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "The connection that hears of other nodes' changes was lost; until there is another, they are looked for twice a second")]
    private partial void LogLost(Exception exception);
}
