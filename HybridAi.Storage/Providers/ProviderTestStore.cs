using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Events;
using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Core.Providers.Testing;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Jobs;

namespace HybridAi.Storage.Providers;

/// <summary>Tests of providers in the database.</summary>
internal sealed class ProviderTestStore(IDatabase database, JobFences fences) : IProviderTestStore
{
    private const string Open = $"{ProviderTestRow.Select} WHERE provider = @Provider AND finished_at IS NULL";

    private const string Closed = "SELECT COUNT(*) FROM provider_tests WHERE id = @Id";

    private const string Next = $"{ProviderTestRow.Select} WHERE finished_at IS NULL ORDER BY at, id LIMIT 1";

    private const string Insert = """
        INSERT INTO provider_tests (id, at, provider, plan, state, progress, attempts, spent_nanos, calls)
        VALUES (@Id, @At, @Provider, @Plan, @State, @Progress, @Attempts, @SpentNanos, @Calls)
        """;

    private const string Update = """
        UPDATE provider_tests
        SET state = @State, started_at = @StartedAt, finished_at = @FinishedAt, progress = @Progress, message = @Message, attempts = @Attempts, spent_nanos = @SpentNanos,
            calls = @Calls, report = @Report, error = @Error
        WHERE id = @Id AND finished_at IS NULL
        """;

    private const string Delete = """
        DELETE FROM provider_tests WHERE id IN (SELECT id FROM provider_tests WHERE at < @before AND finished_at IS NOT NULL ORDER BY at LIMIT @most)
        """;

    /// <inheritdoc/>
    public Task<ProviderTest?> AddAsync(ProviderTest test, AuditEntry? audit, CancellationToken cancellationToken)
    {
        var row = ProviderTestRow.Of(test);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await FirstAsync(connection, transaction, Open, row, token).ConfigureAwait(false) is { } open)
                    return open;
                if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(Closed, row, transaction, cancellationToken: token)).ConfigureAwait(false) > 0)
                    return null;
                await connection.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: token)).ConfigureAwait(false);
                if (audit is not null)
                    await AuditLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                await TellAsync(connection, transaction, test, test.At, token).ConfigureAwait(false);
                return test;
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ProviderTest?> FindAsync(string provider, Guid id, CancellationToken cancellationToken)
    {
        var parameters = new { provider = StorableText.Of(provider), id };
        return database.ReadAsync(
            (connection, token) => FirstAsync(connection, null, $"{ProviderTestRow.Select} WHERE id = @id AND provider = @provider", parameters, token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Page<ProviderTest>> ListAsync(string provider, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        where.And("provider = @provider", "provider", StorableText.Of(provider));
        var page = await Pages.NewestFirstAsync<ProviderTestRow>(database, ProviderTestRow.Select, where, after, limit, row => row.Place, cancellationToken).ConfigureAwait(false);
        return new Page<ProviderTest>([.. page.Items.Select(row => row.ToTest())], page.Next);
    }

    /// <inheritdoc/>
    public Task<ProviderTest?> TakeAsync(JobFence fence, DateTimeOffset now, CancellationToken cancellationToken) => fences.WriteAsync(
        fence,
        async (connection, transaction, token) =>
        {
            if (await FirstAsync(connection, transaction, Next, null, token).ConfigureAwait(false) is not { } next)
                return null;
            var taken = next with { State = ProviderTestState.Running, StartedAt = now, Attempts = next.Attempts + 1 };
            await SaveAsync(connection, transaction, taken, now, token).ConfigureAwait(false);
            return taken;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task SaveAsync(ProviderTest test, JobFence fence, DateTimeOffset now, CancellationToken cancellationToken) => fences.WriteAsync(
        fence,
        async (connection, transaction, token) =>
        {
            await SaveAsync(connection, transaction, test, now, token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int most, JobFence fence, CancellationToken cancellationToken) =>
        fences.ExecuteAsync(fence, Delete, new { before, most }, cancellationToken);

    private static async Task<ProviderTest?> FirstAsync(DbConnection connection, DbTransaction? transaction, string sql, object? parameters, CancellationToken cancellationToken) =>
        (await connection.QueryFirstOrDefaultAsync<ProviderTestRow>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false))?.ToTest();

    private static async Task SaveAsync(DbConnection connection, DbTransaction transaction, ProviderTest test, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(Update, ProviderTestRow.Of(test), transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await TellAsync(connection, transaction, test, now, cancellationToken).ConfigureAwait(false);
    }

    private static Task TellAsync(DbConnection connection, DbTransaction transaction, ProviderTest test, DateTimeOffset at, CancellationToken cancellationToken) => EventLog.AppendAsync(
        connection, transaction, at, EventTopics.Tests, null, JsonSerializer.Serialize(ProviderTestEvent.Of(test), StorageJson.Default.ProviderTestEvent), cancellationToken);
}
