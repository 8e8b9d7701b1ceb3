using System.Data.Common;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Tests.Metrics;

/// <summary>A database in which something happens before the first write.</summary>
internal sealed class InterruptedDatabase(IDatabase database, Func<Task> before) : IDatabase
{
    private Func<Task>? _before = before;

    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => database.ReadAsync(work, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, Func<T, bool>? keep, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _before, null) is { } happening)
            await happening();
        return await database.WriteAsync(work, keep, cancellationToken);
    }

    public Constraint Violated(DbException exception) => database.Violated(exception);
}
