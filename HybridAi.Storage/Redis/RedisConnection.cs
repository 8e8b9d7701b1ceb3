using HybridAi.Core.Health;
using HybridAi.Storage.Servers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HybridAi.Storage.Redis;

/// <summary>
/// The one way to Redis. Every call has a deadline and ends with a value; while Redis is lost calls end at once. From the moment it is made it connects,
/// and asks Redis regularly whether it is there, in the background.
/// </summary>
public sealed partial class RedisConnection : IDependency, IAsyncDisposable
{
    private static readonly RedisScript Probe = RedisScript.Embedded("probe");

    // EVAL with less than this left would only be abandoned.
    private static readonly TimeSpan LeastDeadline = TimeSpan.FromMilliseconds(1);

    private readonly RedisOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ServerBreaker _breaker;
    private readonly RedisTraffic _traffic;
    private readonly RedisMeters _meters;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private volatile IConnectionMultiplexer? _client;
    private string? _lastComplaint;

    /// <summary>Begins to connect.</summary>
    /// <param name="connect">Makes the client, or gets it; called on a thread of its own, which it may block, until it succeeds. Whoever made the client disposes it.</param>
    /// <param name="options">Deadlines and bounds.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets losses, recoveries and rejected calls.</param>
    public RedisConnection(Func<IConnectionMultiplexer> connect, RedisOptions options, TimeProvider time, ILogger<RedisConnection> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _breaker = new ServerBreaker(options.FailuresToOpen, time);
        _traffic = new RedisTraffic(options.MaxInFlight);
        _meters = new RedisMeters(_traffic, _breaker);
        LateFault = new RedisFault(RedisFailure.TimedOut, $"no answer within {options.Deadline.TotalMilliseconds} ms");
        _watching = Task.Run(() => WatchAsync(connect));
    }

    /// <inheritdoc/>
    public DependencyState State
    {
        get
        {
            var (standing, counts) = (_breaker.Standing, _traffic.Counts);
            var detail = standing.IsOpen ? $"{standing.Cause}; {counts.TimedOut} time-outs and {counts.Failed} other failures since the start" : null;
            return new DependencyState("redis", standing.IsOpen, standing.Since, detail);
        }
    }

    /// <summary>What became of the calls since the start.</summary>
    public RedisCounts Counts => _traffic.Counts;

    /// <summary>The fault of a call that meets its deadline.</summary>
    internal RedisFault LateFault { get; }

    /// <summary>Runs a script in one round trip, or in two if the server has to be given its text.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys, made by <see cref="RedisKeys"/>.</param>
    /// <param name="values">Its values.</param>
    /// <param name="cancellationToken">Ends the wait; the script may run all the same.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public ValueTask<RedisReply<RedisResult>> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        EvaluateAsync(script, keys, values, isProbe: false, cancellationToken);

    /// <summary>Makes a call.</summary>
    /// <typeparam name="TState">The type of what the call needs.</typeparam>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="state">What the call needs, so that <paramref name="send"/> can be static.</param>
    /// <param name="send">Makes one call to the database and returns its task.</param>
    /// <param name="cancellationToken">Ends the wait; the call may be carried out all the same.</param>
    /// <exception cref="OperationCanceledException">The caller waits no longer.</exception>
    public ValueTask<RedisReply<T>> TryAsync<TState, T>(TState state, Func<IDatabase, TState, Task<T>> send, CancellationToken cancellationToken) =>
        SendAsync(state, send, _options.Deadline, isProbe: false, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _meters.Dispose();
    }

    /// <summary>Takes note of what became of a call.</summary>
    internal void Record(RedisFault fault, bool isProbe)
    {
        _traffic.Count(fault.Failure);
        if (fault.Failure == RedisFailure.Rejected)
            Complain(fault.Detail!);
        if (!_breaker.Record(fault.IsLoss ? fault.Detail : null, isProbe))
            return;
        if (fault.IsLoss)
            LogLost(fault.Detail!);
        else
            LogBack();
    }

    /// <summary>Takes note that the client is done with a call.</summary>
    internal void Leave() => _traffic.Leave();

    private async ValueTask<RedisReply<RedisResult>> EvaluateAsync(
        RedisScript script, RedisKey[] keys, RedisValue[] values, bool isProbe, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var work = (script, keys, values);
        var reply = await SendAsync(
            work, static (database, work) => work.script.RunByHashAsync(database, work.keys, work.values), _options.Deadline, isProbe, cancellationToken).ConfigureAwait(false);
        if (reply.Failure != RedisFailure.NoScript)
            return reply;

        // A server that was restarted, flushed or is new to the script. It has not run, so it may be sent again, within the same deadline.
        _traffic.CountScriptSent();
        var left = _options.Deadline - _time.GetElapsedTime(started);
        return await SendAsync(
            work, static (database, work) => work.script.RunByTextAsync(database, work.keys, work.values), left > LeastDeadline ? left : LeastDeadline, isProbe, cancellationToken)
            .ConfigureAwait(false);
    }

    private ValueTask<RedisReply<T>> SendAsync<TState, T>(
        TState state, Func<IDatabase, TState, Task<T>> send, TimeSpan deadline, bool isProbe, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_client is not { } client || (_breaker.Standing.IsOpen && !isProbe))
            return NotTried<T>();
        // Some versions of the client keep calls for a server that is gone, to be carried out when nobody waits for them any more.
        if (!client.IsConnected)
        {
            Record(RedisFault.NotConnected, isProbe);
            return new(new RedisReply<T>(RedisFailure.NotConnected));
        }

        if (!_traffic.TryEnter())
            return NotTried<T>();
        return new(new PendingCall<T>(this, isProbe).Start(client.GetDatabase(), state, send, deadline, _time, cancellationToken));
    }

    private ValueTask<RedisReply<T>> NotTried<T>()
    {
        _traffic.CountNotTried();
        return new(new RedisReply<T>(RedisFailure.NotTried));
    }

    private async Task WatchAsync(Func<IConnectionMultiplexer> connect)
    {
        RedisKey[] keys = [RedisKeys.For("probe", "any")];
        try
        {
            while (true)
            {
                // Connecting blocks its thread for as long as the client's own time-outs say.
                _client ??= await Task.Factory.StartNew(() => Connect(connect), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                    .WaitAsync(_stop.Token).ConfigureAwait(false);
                if (_client is not null)
                    await EvaluateAsync(Probe, keys, [], isProbe: true, _stop.Token).ConfigureAwait(false);
                await Task.Delay(_options.ProbeInterval, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private IConnectionMultiplexer? Connect(Func<IConnectionMultiplexer> connect)
    {
        try
        {
            return connect();
        }
        catch (Exception failure)
        {
            // Whatever keeps the client from being made (the network, a name that does not resolve yet), it is tried again.
            if (Interlocked.Exchange(ref _lastComplaint, failure.Message) != failure.Message)
                LogUnconnected(failure);
            return null;
        }
    }

    // Once, not for each of the requests that run into it.
    private void Complain(string detail)
    {
        if (Interlocked.Exchange(ref _lastComplaint, detail) != detail)
            LogRejected(detail);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is lost ({Cause}): going on with local state")]
    private partial void LogLost(string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis answers: shared state is used")]
    private partial void LogBack();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis cannot be connected to; trying again")]
    private partial void LogUnconnected(Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis rejects a call, which is a fault of this program: {Detail}")]
    private partial void LogRejected(string detail);
}
