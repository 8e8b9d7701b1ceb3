using Npgsql;

namespace HybridAi.Storage.Postgres;

/// <summary>Sorts Postgres' errors by what can be done about them.</summary>
internal static class PostgresFailures
{
    /// <summary>Whether the transaction was rolled back because of others at the same time, and goes well when it is run again.</summary>
    public static bool IsConflict(NpgsqlException failure) =>
        failure.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>Whether the server is at fault, not the statement: it is gone, going, frozen, full, read-only or overrun.</summary>
    public static bool IsUnavailable(NpgsqlException failure) => failure.SqlState switch
    {
        null => true, // Not the server's word: the connection broke, or nothing came in time.
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.ReadOnlySqlTransaction => true,
        var state => state[..2] is "08" or "53" or "57" or "58", // Connection, resources, operator intervention, system error.
    };

    /// <summary>Whether the connection is of no use any more, as those are that were in the pool when the server went: a new one may do.</summary>
    public static bool IsBroken(NpgsqlException failure) =>
        failure.InnerException is not TimeoutException && (failure.SqlState is null || failure.SqlState.StartsWith("08", StringComparison.Ordinal)
        || failure.SqlState.StartsWith("57P", StringComparison.Ordinal));
}
