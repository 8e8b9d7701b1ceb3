using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.TestServers;

/// <summary>
/// A Redis of a test's own on a free port, its data in a temporary directory: may be killed, started again on the same port, stopped and continued.
/// Never outlives the test run, and leaves a Redis of the machine's alone.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _directory = Directory.CreateTempSubdirectory("hybridai-redis-").FullName;
    private readonly EventHandler _lastResort;
    private Process? _process;

    private RedisServer()
    {
        _lastResort = (_, _) => _process?.Kill();
        AppDomain.CurrentDomain.ProcessExit += _lastResort;
    }

    /// <summary>Its port on the loopback address. Stays the same for its life.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>What <c>ConnectionStrings:cache</c> would say: a client that keeps trying.</summary>
    public string ConnectionString => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)},abortConnect=false";

    /// <summary>Starts one.</summary>
    /// <exception cref="InvalidOperationException">There is no redis-server, or it does not start.</exception>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        try
        {
            for (var left = Tries; ; left--)
            {
                server.Port = FreePort.Find();
                try
                {
                    await server.RunAsync();
                    return server;
                }
                catch (InvalidOperationException) when (left > 1 && server._process is { HasExited: true })
                {
                    // Somebody else was faster to take the port.
                }
            }
        }
        catch (Exception)
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it as <c>kill -9</c> does: its data are gone, and its connections.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts it again, empty, on the same port.</summary>
    public Task RestartAsync() => RunAsync();

    /// <summary>Stops it in the middle of what it does (SIGSTOP): connections stay, answers do not come.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on (SIGCONT).</summary>
    public Task ContinueAsync() => SignalAsync("-CONT");

    /// <summary>Deletes all keys.</summary>
    public Task FlushAsync() => CommandAsync("FLUSHALL");

    /// <summary>Makes it forget all scripts.</summary>
    public Task FlushScriptsAsync() => CommandAsync("SCRIPT FLUSH");

    /// <summary>Sends a command over a connection of its own.</summary>
    /// <param name="command">The command, its words parted by spaces.</param>
    /// <returns>The answer's first line, as it comes over the wire.</returns>
    /// <exception cref="InvalidOperationException">Redis answers with an error.</exception>
    public async Task<string> CommandAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadLineAsync() ?? throw new IOException("Redis closed the connection.");
        return answer.StartsWith('-') ? throw new InvalidOperationException($"{command}: {answer}") : answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _lastResort;
        if (_process is not null)
        {
            await KillAsync();
            _process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task RunAsync()
    {
        _process?.Dispose();
        _process = null;
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Arguments())
            start.ArgumentList.Add(argument);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("These tests need redis-server, which ./test.sh installs (Debian: apt-get install redis-server).", missing);
        }

        var output = new StringBuilder();
        _process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await AnswersAsync(output);
    }

    private string[] Arguments() =>
    [
        "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _directory, "--save", "", "--appendonly", "no", "--daemonize", "no",
    ];

    private async Task AnswersAsync(StringBuilder output)
    {
        using var limit = new CancellationTokenSource(StartTimeout);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!_process!.HasExited && !limit.IsCancellationRequested)
        {
            // The process's own id: a stranger on this port is not it.
            if (await IdAsync() == _process.Id)
                return;
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }

        lock (output)
            throw new InvalidOperationException($"redis-server does not start on port {Port}:\n{output}");
    }

    private async Task<int?> IdAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", Port);
            await client.GetStream().WriteAsync("INFO server\r\n"u8.ToArray());
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("process_id:", StringComparison.Ordinal))
                    return int.Parse(line.AsSpan("process_id:".Length), CultureInfo.InvariantCulture);
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            // Not there yet.
        }

        return null;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"kill {signal} ended with {kill.ExitCode}.");
    }

    private static void Keep(StringBuilder output, string? line)
    {
        lock (output)
            output.AppendLine(line);
    }
}
