using System.Data.Common;
using Dapper;
using HybridAi.Core.Jobs;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Jobs;

/// <summary>Writes that are only made while the claim holds that they come with.</summary>
internal sealed class JobFences(IDatabase database, DatabaseClock clock)
{
    /// <summary>The run whose claim is <c>@Run</c> and <c>@Token</c>, if that holds at <c>@Now</c>. An expired lease is over, even if nobody has taken the run yet.</summary>
    public const string Holds = "id = @Run AND fence = @Token AND state = 'Running' AND lease_until > @Now";

    /// <summary>Makes a write in the transaction that looks at the claim: whoever takes the run over comes before both or after both.</summary>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    public Task<int> ExecuteAsync(JobFence fence, string sql, object parameters, CancellationToken cancellationToken) =>
        WriteAsync(fence, (connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: token)), cancellationToken);

    /// <summary>The same with a write of several statements. It may be made again, from the start.</summary>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    public Task<T> WriteAsync<T>(JobFence fence, Func<DbConnection, DbTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var now = await clock.NowAsync(connection, transaction, token).ConfigureAwait(false);
                var held = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                    $"SELECT COUNT(*) FROM background_jobs WHERE {Holds}", new { fence.Run, fence.Token, Now = now }, transaction, cancellationToken: token)).ConfigureAwait(false);
                if (held == 0)
                    throw new JobLeaseLostException();
                return await write(connection, transaction, token).ConfigureAwait(false);
            },
            keep: null,
            cancellationToken);
}
