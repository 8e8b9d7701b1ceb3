using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HybridAi.Storage.Servers;

namespace HybridAi.Storage.Memcached;

/// <summary>One server: its connections, a deadline for each call, and a breaker, while which is open no call is made.</summary>
internal sealed class MemcachedServer : IDisposable
{
    private readonly DnsEndPoint _address;
    private readonly MemcachedOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<MemcachedServer, string?> _changed;
    private readonly ServerBreaker _breaker;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentStack<MemcachedConnection> _idle = new();
    private volatile bool _isDisposed;

    /// <param name="address">Where it is.</param>
    /// <param name="options">Deadlines and bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Told when it is lost, with the cause, or back, with null.</param>
    public MemcachedServer(DnsEndPoint address, MemcachedOptions options, TimeProvider time, Action<MemcachedServer, string?> changed)
    {
        (_address, _options, _time, _changed) = (address, options, time, changed);
        _breaker = new ServerBreaker(options.FailuresToOpen, time);
        _places = new SemaphoreSlim(options.MaxConnections, options.MaxConnections);
        Name = MemcachedAddress.Text(address);
        Hash = HashOf(Name);
    }

    /// <summary>Host and port.</summary>
    public string Name { get; }

    /// <summary>What keys' servers are found by: the same on every gateway.</summary>
    public ulong Hash { get; }

    public ServerStanding Standing => _breaker.Standing;

    /// <summary>Makes a call.</summary>
    /// <param name="state">What the call needs, so that <paramref name="call"/> can be static.</param>
    /// <param name="call">The call.</param>
    /// <param name="otherwise">The answer if there is none: the server is lost, late, or all connections are in use.</param>
    /// <param name="isProbe">Whether it is made although the server is lost.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public async ValueTask<T> CallAsync<TState, T>(
        TState state, Func<MemcachedConnection, TState, CancellationToken, ValueTask<T>> call, T otherwise, bool isProbe, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_breaker.Standing.IsOpen && !isProbe)
            return otherwise;
        using var late = new CancellationTokenSource(_options.Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _places.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // That all connections are in use says nothing about the server; those who use them will.
            return otherwise;
        }

        try
        {
            var answer = await CallAsync(state, call, either.Token).ConfigureAwait(false);
            Record(loss: null, isProbe);
            return answer;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && LossOf(failure, late.Token) is { } loss)
        {
            Record(loss, isProbe);
            return otherwise;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            // That is how a socket says that it was told to give up.
            throw new OperationCanceledException("The caller waits no longer.", failure, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Closes what is not in use; the rest follows as it is given back.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        CloseIdle();
    }

    private async ValueTask<T> CallAsync<TState, T>(TState state, Func<MemcachedConnection, TState, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        if (_idle.TryPop(out var used))
        {
            try
            {
                return await CallAsync(used, state, call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is IOException or SocketException && !cancellationToken.IsCancellationRequested)
            {
                // The server was started again since, or closed what was not used for long: the other connections are as old.
                CloseIdle();
            }
        }

        return await CallAsync(await MemcachedConnection.ConnectAsync(_address, cancellationToken).ConfigureAwait(false), state, call, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<T> CallAsync<TState, T>(
        MemcachedConnection connection, TState state, Func<MemcachedConnection, TState, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        var isUsable = false;
        try
        {
            var answer = await call(connection, state, cancellationToken).ConfigureAwait(false);
            isUsable = !_isDisposed;
            return answer;
        }
        finally
        {
            // What a call that was given up would have read must not be read by the next.
            if (isUsable)
                _idle.Push(connection);
            else
                connection.Dispose();
        }
    }

    private void Record(string? loss, bool isProbe)
    {
        if (_breaker.Record(loss, isProbe))
            _changed(this, loss);
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var connection))
            connection.Dispose();
    }

    private string? LossOf(Exception failure, CancellationToken late) => failure switch
    {
        OperationCanceledException or SocketException or IOException when late.IsCancellationRequested => $"no answer within {_options.Deadline.TotalMilliseconds} ms",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "no connection",
        SocketException socket => socket.SocketErrorCode.ToString(),
        InvalidDataException or IOException => failure.Message,
        _ => null,
    };

    // FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
    private static ulong HashOf(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ value) * 1099511628211UL;
        return hash;
    }
}
