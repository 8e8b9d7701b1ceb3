namespace HybridAi.Storage.Redis;

/// <summary>Counts calls, and bounds how many are without an answer.</summary>
/// <param name="maxInFlight">The bound.</param>
internal sealed class RedisTraffic(int maxInFlight)
{
    private long _sent;
    private long _timedOut;
    private long _failed;
    private long _notTried;
    private long _scriptsSent;
    private int _inFlight;
    private int _mostInFlight;

    public RedisCounts Counts => new(
        Interlocked.Read(ref _sent), Interlocked.Read(ref _timedOut), Interlocked.Read(ref _failed), Interlocked.Read(ref _notTried),
        Interlocked.Read(ref _scriptsSent), Volatile.Read(ref _inFlight), Volatile.Read(ref _mostInFlight));

    /// <summary>Takes a place for a call, if one is left.</summary>
    public bool TryEnter()
    {
        var inFlight = Interlocked.Increment(ref _inFlight);
        if (inFlight > maxInFlight)
        {
            Interlocked.Decrement(ref _inFlight);
            return false;
        }

        Interlocked.Increment(ref _sent);
        var most = Volatile.Read(ref _mostInFlight);
        while (inFlight > most)
            most = Interlocked.CompareExchange(ref _mostInFlight, inFlight, most) is var seen && seen == most ? inFlight : seen;
        return true;
    }

    /// <summary>Gives the place back, once the client is done with the call.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public void CountNotTried() => Interlocked.Increment(ref _notTried);

    public void CountScriptSent() => Interlocked.Increment(ref _scriptsSent);

    public void Count(RedisFailure failure)
    {
        if (failure == RedisFailure.TimedOut)
            Interlocked.Increment(ref _timedOut);
        else if (failure is not (RedisFailure.None or RedisFailure.NoScript))
            Interlocked.Increment(ref _failed);
    }
}
