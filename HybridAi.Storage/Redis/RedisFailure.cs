namespace HybridAi.Storage.Redis;

/// <summary>Why a call has no answer.</summary>
public enum RedisFailure
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>It was not made: Redis is lost, or too many calls wait for it already.</summary>
    NotTried,

    /// <summary>No answer came before the deadline. It may have been carried out all the same.</summary>
    TimedOut,

    /// <summary>There is no connection, or it broke. In the latter case the call may have been carried out.</summary>
    NotConnected,

    /// <summary>The server is there but cannot serve, such as while it loads its data, or out of memory.</summary>
    Refused,

    /// <summary>The server refuses this very call (<c>ERR</c>, <c>WRONGTYPE</c>): a fault of ours. It is logged.</summary>
    Rejected,

    /// <summary>The server does not have the script that the call named. It has not run.</summary>
    NoScript,
}
