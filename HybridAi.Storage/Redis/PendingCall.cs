using StackExchange.Redis;

namespace HybridAi.Storage.Redis;

/// <summary>
/// A call on its way. It ends for its caller by the answer, the deadline or the caller's own word, whichever comes first; its place among those in
/// flight is kept until the client is done with it, which may be much later: the client bounds no asynchronous call. The caller goes on on a
/// thread of its own, never on the one with which the client hands out the answers of all.
/// </summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class PendingCall<T>(RedisConnection connection, bool isProbe) : TaskCompletionSource<RedisReply<T>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private ITimer? _deadline;
    private CancellationTokenRegistration _abort;

    /// <summary>Makes the call.</summary>
    public Task<RedisReply<T>> Start<TState>(
        IDatabase database, TState state, Func<IDatabase, TState, Task<T>> send, TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        _deadline = time.CreateTimer(static call => ((PendingCall<T>)call!).Expire(), this, deadline, Timeout.InfiniteTimeSpan);
        _abort = cancellationToken.UnsafeRegister(static (call, token) => ((PendingCall<T>)call!).Abort(token), this);
        _ = FollowAsync(database, state, send);
        return Task;
    }

    private async Task FollowAsync<TState>(IDatabase database, TState state, Func<IDatabase, TState, Task<T>> send)
    {
        try
        {
            var value = await send(database, state).ConfigureAwait(false);
            if (TrySetResult(new RedisReply<T>(value)))
                connection.Record(default, isProbe);
        }
        catch (Exception failure)
        {
            // Late failures end here: nobody waits for them, and nobody would observe them.
            if (RedisFault.Of(failure) is not { } fault)
                TrySetException(failure);
            else if (TrySetResult(new RedisReply<T>(fault.Failure)))
                connection.Record(fault, isProbe);
        }
        finally
        {
            connection.Leave();
            Release();
        }
    }

    private void Expire()
    {
        if (!TrySetResult(new RedisReply<T>(RedisFailure.TimedOut)))
            return;
        connection.Record(connection.LateFault, isProbe);
        Release();
    }

    private void Abort(CancellationToken cancellationToken)
    {
        if (TrySetCanceled(cancellationToken))
            Release();
    }

    private void Release()
    {
        _deadline!.Dispose();
        // Not Dispose, which would wait for the callback that may be running.
        _abort.Unregister();
    }
}
