using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.Storage.Tests.Testing;

/// <summary>
/// A way to a server that holds answers back: what is asked arrives there and is carried out, and whoever asked does not hear of it.
/// </summary>
internal sealed class AnswerGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _pumps = [];
    private readonly int _port;
    private readonly Task _accepting;
    private volatile byte[]? _marker;
    private volatile TaskCompletionSource? _held;

    public AnswerGate(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string ConnectionString => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)},abortConnect=false";

    /// <summary>Whether something that contains the marker was asked, and nothing is answered since.</summary>
    public bool IsHolding => _held is not null;

    /// <summary>Holds all answers from the moment that something with the marker is asked.</summary>
    public void HoldFrom(string marker) => _marker = Encoding.UTF8.GetBytes(marker);

    /// <summary>Lets the answers go that were held back, and all others.</summary>
    public void Release()
    {
        _marker = null;
        Interlocked.Exchange(ref _held, null)?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Release();
        await _accepting;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _pumps.Add(PassAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await await Task.WhenAny(AskAsync(near, far), AnswerAsync(far, near));
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
                // One of both is gone, and so the other shall be.
            }
        }
    }

    private async Task AskAsync(NetworkStream near, NetworkStream far)
    {
        var bytes = new byte[64 * 1024];
        while (await near.ReadAsync(bytes, _stop.Token) is > 0 and var read)
        {
            // The answer cannot come before the question went on.
            if (_marker is { } marker && bytes.AsSpan(0, read).IndexOf(marker) >= 0)
                _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await far.WriteAsync(bytes.AsMemory(0, read), _stop.Token);
        }
    }

    private async Task AnswerAsync(NetworkStream far, NetworkStream near)
    {
        var bytes = new byte[64 * 1024];
        while (await far.ReadAsync(bytes, _stop.Token) is > 0 and var read)
        {
            if (_held is { } held)
                await held.Task;
            await near.WriteAsync(bytes.AsMemory(0, read), _stop.Token);
        }
    }
}
