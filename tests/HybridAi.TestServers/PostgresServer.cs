using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace HybridAi.TestServers;

/// <summary>
/// A private Postgres on a free loopback port, in a temporary directory: made and started here, ended and removed with the test run. Texts are
/// ordered by a language's rules, as with most installations, and not by their bytes.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _directory;
    private readonly PostgresTools _tools;
    private readonly string _settings;
    private Process? _guard;

    private PostgresServer(PostgresTools tools, bool fsync)
    {
        _tools = tools;
        _directory = Directory.CreateTempSubdirectory("hybridai-postgres-").FullName;
        Port = FreePort.Find();
        _settings = string.Join(
            ' ', $"-c port={Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", "-c max_connections=200 -c shared_buffers=64MB",
            // A commit is in the kernel's hands either way, so that a killed server loses nothing.
            fsync ? "" : "-c fsync=off -c full_page_writes=off", "-c logging_collector=off");
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The server's process.</summary>
    public int ProcessId { get; private set; }

    private string Data => Path.Combine(_directory, "data");

    private string Log => Path.Combine(_directory, "log");

    /// <summary>Makes and starts a server.</summary>
    /// <param name="fsync">Whether it writes through to the disk, as it has to for a benchmark.</param>
    /// <exception cref="InvalidOperationException">Postgres is not installed, or does not start; the message has its log.</exception>
    public static async Task<PostgresServer> StartAsync(bool fsync = false)
    {
        var server = new PostgresServer(PostgresTools.Find(), fsync);
        try
        {
            await server._tools.GiveAsync(server._directory);
            await server._tools.RunAsync(
                "initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync");
            await server.StartAgainAsync();
            return server;
        }
        catch (Exception)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection string.</summary>
    /// <param name="database">The database.</param>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database}";

    /// <summary>Makes a database.</summary>
    /// <param name="template">The database it is a copy of, which nobody may be connected to; null: an empty one.</param>
    /// <returns>Its name.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = "test_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"}");
        return name;
    }

    /// <summary>Removes a database, whoever is connected to it.</summary>
    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    /// <summary>Kills the server as the loss of its machine would (<c>kill -9</c>), with all its processes.</summary>
    public async Task KillAsync()
    {
        foreach (var process in ProcessTree.Of(ProcessId))
            ProcessTree.Signal(process, "KILL");
        await WaitForGuardAsync();
    }

    /// <summary>Stops the server in an orderly way, ending all connections.</summary>
    public async Task StopAsync()
    {
        ProcessTree.Signal(ProcessId, "INT");
        await WaitForGuardAsync();
    }

    /// <summary>Freezes all its processes (SIGSTOP): connections stay open, and nothing answers.</summary>
    public void Freeze()
    {
        foreach (var process in ProcessTree.Of(ProcessId))
            ProcessTree.Stop(process);
    }

    /// <summary>Lets them go on (SIGCONT).</summary>
    public void Thaw()
    {
        foreach (var process in ProcessTree.Of(ProcessId))
            ProcessTree.Signal(process, "CONT");
    }

    /// <summary>Starts it again on the same port and files, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        await LaunchAsync();
        while (!await AnswersAsync(limit.Token))
        {
            // What is left of a killed server may be in the way for a moment.
            if (_guard!.HasExited)
                await LaunchAsync();
            if (limit.IsCancellationRequested)
                throw new InvalidOperationException($"Postgres did not start: {await File.ReadAllTextAsync(Log, CancellationToken.None)}");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_guard is { HasExited: false })
            await KillAsync();
        _guard?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    // A shell between us ends the server when its input does: with us, however we end.
    private async Task LaunchAsync()
    {
        _guard?.Dispose();
        _guard = _tools.Start(
            "sh", "-c",
            $"exec 3<&0; '{_tools.PathOf("postgres")}' -D '{Data}' {_settings} >>'{Log}' 2>&1 3<&- & server=$!; echo $server; "
            + "{ read -r _; kill -QUIT $server; } <&3 >/dev/null 2>&1 & guard=$!; wait $server; kill $guard");
        ProcessId = int.Parse((await _guard.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    private async Task WaitForGuardAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _guard!.WaitForExitAsync(limit.Token);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
