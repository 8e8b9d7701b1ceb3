using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.TestServers;

/// <summary>A Memcached of a test's own on a free port: may be killed, started again on the same port, stopped and continued. Never outlives the test run.</summary>
public sealed class MemcachedServer : IAsyncDisposable
{
    private const int Tries = 5;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly EventHandler _lastResort;
    private Process? _process;

    private MemcachedServer()
    {
        _lastResort = (_, _) => _process?.Kill();
        AppDomain.CurrentDomain.ProcessExit += _lastResort;
    }

    /// <summary>Its port on the loopback address. Stays the same for its life.</summary>
    public int Port { get; private set; }

    /// <summary>What <c>Cache:Memcached:Servers</c> would say.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts one.</summary>
    /// <exception cref="InvalidOperationException">There is no memcached, or it does not start.</exception>
    public static async Task<MemcachedServer> StartAsync()
    {
        var server = new MemcachedServer();
        try
        {
            for (var left = Tries; ; left--)
            {
                server.Port = FreePort.Find();
                try
                {
                    await server.RestartAsync();
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

    /// <summary>Stops it in the middle of what it does (SIGSTOP): connections stay, answers do not come.</summary>
    public void Pause() => ProcessTree.Stop(_process!.Id);

    /// <summary>Lets it go on (SIGCONT).</summary>
    public void Continue() => ProcessTree.Signal(_process!.Id, "CONT");

    /// <summary>Starts it again, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        _process?.Dispose();
        // Memcached refuses to run as root unless it is told so.
        string[] asUser = Environment.IsPrivilegedProcess ? ["-u", "root"] : [];
        try
        {
            _process = Process.Start("memcached", ["-l", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "0", "-m", "64", "-t", "2", .. asUser]);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("These tests need memcached, which ./test.sh installs (Debian: apt-get install memcached).", missing);
        }

        using var limit = new CancellationTokenSource(StartTimeout);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        // The process's own id: a stranger on this port is not it.
        while (await IdAsync() != _process.Id)
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                throw new InvalidOperationException($"memcached does not start on port {Port}.");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Sends a command over a connection of its own.</summary>
    /// <param name="command">The command, with whatever belongs to it.</param>
    /// <param name="last">The line that ends the answer begins so.</param>
    /// <returns>The answer's lines.</returns>
    public async Task<IReadOnlyList<string>> CommandAsync(string command, string last)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(command + "\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith(last, StringComparison.Ordinal))
                return lines;
        }

        throw new IOException("Memcached closed the connection.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _lastResort;
        if (_process is null)
            return;
        await KillAsync();
        _process.Dispose();
    }

    private async Task<int?> IdAsync()
    {
        try
        {
            var lines = await CommandAsync("stats", "END");
            return lines.Select(line => line.Split(' ')).Where(words => words is ["STAT", "pid", _]).Select(words => int.Parse(words[2], CultureInfo.InvariantCulture)).FirstOrDefault();
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            return null;
        }
    }
}
