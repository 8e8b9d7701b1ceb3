using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.Storage.Tests.Memcached;

/// <summary>Something that takes connections and answers every command line with what the test says, and versions as a server does.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public ScriptedServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The answer to everything but versions.</summary>
    public string Answer { get; set; } = "";

    /// <summary>How many connections it took.</summary>
    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Connections++;
                clients.Add(ServeAsync(client));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Cancelled, or the listener is gone already.
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(line == "version" ? "VERSION 1\r\n" : Answer), _stop.Token);
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                // The client closed the connection, or the test is over.
            }
        }
    }
}
