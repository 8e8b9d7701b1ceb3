using System.Data.Common;

namespace HybridAi.Storage.Database;

/// <summary>What the stores need of a database, so that each is written once for all of them.</summary>
internal interface IDatabase
{
    /// <summary>Runs a read on a connection of its own. All its statements see the database as it was at the first.</summary>
    /// <param name="work">The work. It may be run again, from the start.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// Runs a write in a transaction, which is rolled back if the work throws or its result is not worth keeping. Writes of all processes take
    /// effect as if one were made after the other: what a work reads still holds when it commits.
    /// </summary>
    /// <param name="work">The work. It may be run again, from the start, so it must change nothing but the database.</param>
    /// <param name="keep">Says of the result whether to commit; null: always.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, Func<T, bool>? keep, CancellationToken cancellationToken);

    /// <summary>Says which rule of the schema a failed statement ran into.</summary>
    Constraint Violated(DbException exception);
}
