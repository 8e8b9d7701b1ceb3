using System.Data.Common;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Jobs;

/// <summary>The background jobs in the database, as people see and steer them.</summary>
internal sealed class JobStore(IDatabase database) : IJobStore
{
    // From the jobs, of which there are few, to one run of each, of which there are many.
    private const string LastRuns = $"""
        {JobRunRow.Select}
        WHERE id IN (
            SELECT (SELECT id FROM background_jobs WHERE job = jobs.name AND started_at IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1) FROM jobs)
        """;

    private const string AskedFor = $"{JobRunRow.Select} WHERE job = @job AND manual AND state = 'Pending'";

    private const string LastAt = "SELECT MAX(at) FROM background_jobs WHERE job = @job AND at >= @now";

    private const string Insert = """
        INSERT INTO background_jobs (id, job, at, manual, state, fence, attempts, progress) VALUES (@id, @job, @at, @manual, 'Pending', 0, 0, 0)
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Job>>(
            async (connection, token) =>
            {
                var jobs = await connection.QueryAsync<JobRow>(new CommandDefinition($"{JobRow.Select} ORDER BY name", cancellationToken: token)).ConfigureAwait(false);
                var runs = (await connection.QueryAsync<JobRunRow>(new CommandDefinition(LastRuns, cancellationToken: token)).ConfigureAwait(false))
                    .ToDictionary(run => run.Job, run => run.ToRun());
                return [.. jobs.Select(job => job.ToJob(runs.GetValueOrDefault(job.Name)))];
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<Job?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(job => job.Definition.Name == name);

    /// <inheritdoc/>
    public Task<Page<JobRun>> RunsAsync(string job, JobRunState? state, PageCursor? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var where = new WhereClause();
        where.And("job = @job", "job", job);
        if (state is { } only)
            where.And("state = @state", "state", only.ToString());
        if (after is { } cursor)
            where.After(cursor);
        where.Parameters.Add("limit", limit + 1);
        var sql = $"{JobRunRow.Select} {where} ORDER BY at DESC, id DESC LIMIT @limit";
        return database.ReadAsync(
            async (connection, token) =>
            {
                var rows = (await connection.QueryAsync<JobRunRow>(new CommandDefinition(sql, where.Parameters, cancellationToken: token)).ConfigureAwait(false)).AsList();
                var page = Pages.Cut(rows, limit, row => row.Place);
                return new Page<JobRun>([.. page.Items.Select(row => row.ToRun())], page.Next);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobRunCounts>> CountRunsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        const string Count = """
            SELECT job AS Job, SUM(CASE WHEN state = 'Succeeded' THEN 1 ELSE 0 END) AS Succeeded, SUM(CASE WHEN state = 'Failed' THEN 1 ELSE 0 END) AS Failed, MIN(finished_at) AS Since
            FROM background_jobs WHERE finished_at >= @since GROUP BY job ORDER BY job
            """;
        return database.ReadAsync<IReadOnlyList<JobRunCounts>>(
            async (connection, token) => (await connection.QueryAsync<JobRunCounts>(new CommandDefinition(Count, new { since }, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobRun?> FindRunAsync(string job, Guid id, CancellationToken cancellationToken)
    {
        var parameters = new { job = StorableText.Of(job), id };
        return database.ReadAsync(
            async (connection, token) => (await connection.QuerySingleOrDefaultAsync<JobRunRow>(
                new CommandDefinition($"{JobRunRow.Select} WHERE id = @id AND job = @job", parameters, cancellationToken: token)).ConfigureAwait(false))?.ToRun(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JobRequest> RequestAsync(string job, Guid id, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await FindAsync(connection, transaction, job, token).ConfigureAwait(false) is not { } known)
                    return new JobRequest(null, IsPaused: false);
                if (known.Paused)
                    return new JobRequest(null, IsPaused: true);
                var waiting = await connection.QueryFirstOrDefaultAsync<JobRunRow>(
                    new CommandDefinition(AskedFor, new { job = known.Name }, transaction, cancellationToken: token)).ConfigureAwait(false);
                if (waiting is not null)
                    return new JobRequest(waiting.ToRun(), IsPaused: false);
                // Times are unique among a job's runs.
                var now = audit.At.ToUnixTimeMilliseconds();
                var taken = await connection.ExecuteScalarAsync<long?>(
                    new CommandDefinition(LastAt, new { job = known.Name, now }, transaction, cancellationToken: token)).ConfigureAwait(false);
                var at = DateTimeOffset.FromUnixTimeMilliseconds(taken + 1 ?? now);
                await InsertAsync(connection, transaction, id, known.Name, at, isManual: true, token).ConfigureAwait(false);
                await AuditLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return new JobRequest(new JobRun { Id = id, Job = known.Name, ScheduledAt = at, IsManual = true }, IsPaused: false);
            },
            keep: null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> SetPausedAsync(string job, bool paused, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await FindAsync(connection, transaction, job, token).ConfigureAwait(false) is not { } known)
                    return WriteResult.NotFound;
                if (known.Paused == paused)
                    return WriteResult.Stale;
                await connection.ExecuteAsync(new CommandDefinition(
                    "UPDATE jobs SET paused = @paused WHERE name = @Name", new { paused, known.Name }, transaction, cancellationToken: token)).ConfigureAwait(false);
                await AuditLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return WriteResult.Done;
            },
            keep: null,
            cancellationToken);

    /// <summary>Makes a run wait for a worker.</summary>
    public static Task InsertAsync(
        DbConnection connection, DbTransaction transaction, Guid id, string job, DateTimeOffset at, bool isManual, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(Insert, new { id, job, at, manual = isManual }, transaction, cancellationToken: cancellationToken));

    private static Task<JobRow?> FindAsync(DbConnection connection, DbTransaction transaction, string job, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<JobRow>(
            new CommandDefinition($"{JobRow.Select} WHERE name = @name", new { name = StorableText.Of(job) }, transaction, cancellationToken: cancellationToken));
}
