using StackExchange.Redis;

namespace HybridAi.Storage.Redis;

/// <summary>A failure with the words for it.</summary>
/// <param name="Failure">The failure.</param>
/// <param name="Detail">What happened, for an operator; null for none.</param>
internal readonly record struct RedisFault(RedisFailure Failure, string? Detail)
{
    public static readonly RedisFault NotConnected = new(RedisFailure.NotConnected, "no connection");

    /// <summary>Whether it says something about Redis itself, and not about one call.</summary>
    public bool IsLoss => Failure is RedisFailure.TimedOut or RedisFailure.NotConnected or RedisFailure.Refused;

    /// <summary>What the client's exception stands for, or null if it is none of the client's.</summary>
    public static RedisFault? Of(Exception exception) => exception switch
    {
        RedisServerException refusal => OfServer(refusal.Message),
        TimeoutException => new(RedisFailure.TimedOut, "the client's own time-out"),

        // The client ends calls that it cannot keep by cancelling them; a command exception is how it says that only a replica is left.
        RedisException or RedisCommandException or ObjectDisposedException or OperationCanceledException => NotConnected,
        _ => null,
    };

    // An error begins with its code: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
    private static RedisFault OfServer(string message)
    {
        var end = message.IndexOf(' ', StringComparison.Ordinal);
        var code = end < 0 ? message : message[..end];
        return code switch
        {
            "NOSCRIPT" => new(RedisFailure.NoScript, message),
            "ERR" or "WRONGTYPE" => new(RedisFailure.Rejected, message),
            _ => new(RedisFailure.Refused, $"the server answers {code}"),
        };
    }
}
