using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Jobs;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Jobs;

/// <summary>The runs of background jobs in the database, as workers share them out among themselves.</summary>
internal sealed class JobQueue(IDatabase database, DatabaseClock clock) : IJobQueue
{
    private const string Announce = """
        INSERT INTO jobs (name, description, schedule, enabled, paused, fence, last_at, next_at, announced_at)
        VALUES (@Name, @Description, @Schedule, @Enabled, @No, 0, @Now, @NextAt, @Now)
        ON CONFLICT (name) DO UPDATE SET
            description = excluded.description, schedule = excluded.schedule, enabled = excluded.enabled, next_at = excluded.next_at, announced_at = excluded.announced_at
        """;

    private const string Pass = "UPDATE jobs SET last_at = @at, next_at = @nextAt WHERE name = @job AND last_at < @at";

    private const string Waits = """
        SELECT COUNT(*) FROM jobs WHERE name = @job AND (paused OR EXISTS (
            SELECT 1 FROM background_jobs WHERE job = @job AND finished_at IS NULL AND state = 'Pending' AND NOT manual))
        """;

    // What somebody asked for may have the very time.
    private const string IsTaken = "SELECT COUNT(*) FROM background_jobs WHERE job = @job AND at = @at";

    // Completed by the jobs' names: Dapper makes a list of them for SQLite, and an array, which IN does not take, for Postgres.
    private const string Claimable = """
        FROM background_jobs run JOIN jobs ON jobs.name = run.job
        WHERE run.finished_at IS NULL AND NOT jobs.paused AND (run.state = 'Pending' OR run.lease_until <= @now)
            AND NOT EXISTS (SELECT 1 FROM background_jobs other WHERE other.job = run.job AND other.finished_at IS NULL AND other.state = 'Running' AND other.id <> run.id)
            AND run.job IN
        """;

    private const string Exhausted = """
        UPDATE background_jobs SET state = 'Failed', finished_at = @now, lease_until = NULL, error = @error
        WHERE finished_at IS NULL AND state = 'Running' AND lease_until <= @now AND attempts >= @mostAttempts
        RETURNING id
        """;

    private const string Claim = """
        UPDATE background_jobs SET state = 'Running', owner = @owner, fence = @Token, lease_until = @Until, attempts = @Attempt,
            started_at = COALESCE(started_at, @now), progress = 0, message = NULL
        WHERE id = @Run
        """;

    private const string Renew = $"""
        UPDATE background_jobs SET lease_until = @Until, progress = COALESCE(@Progress, progress), message = COALESCE(@Message, message) WHERE {JobFences.Holds}
        """;

    private const string Finish = $"""
        UPDATE background_jobs SET state = @State, finished_at = @Now, lease_until = NULL, error = @Error, counts = @Counts,
            progress = CASE WHEN @State = 'Succeeded' THEN 1 ELSE progress END
        WHERE {JobFences.Holds}
        """;

    private const string Release = $"UPDATE background_jobs SET state = 'Pending', lease_until = NULL, attempts = attempts - 1 WHERE {JobFences.Holds}";

    private const string Prune = """
        DELETE FROM background_jobs WHERE id IN (
            SELECT id FROM (
                SELECT id, finished_at, ROW_NUMBER() OVER (PARTITION BY job, state, manual ORDER BY at DESC) AS place, state = 'Succeeded' AND NOT manual AS usual
                FROM background_jobs WHERE finished_at IS NOT NULL) ended
            WHERE finished_at < @before OR (usual AND place > @kept)
            ORDER BY finished_at LIMIT @most)
        """;

    private readonly JobFences _fences = new(database, clock);

    /// <inheritdoc/>
    public Task AnnounceAsync(IReadOnlyList<JobDefinition> jobs, CancellationToken cancellationToken) =>
        WriteAsync(
            async (connection, transaction, now, token) =>
            {
                foreach (var job in jobs)
                {
                    var row = new { job.Name, job.Description, job.Schedule, job.Enabled, No = false, job.NextAt, Now = now };
                    await connection.ExecuteAsync(new CommandDefinition(Announce, row, transaction, cancellationToken: token)).ConfigureAwait(false);
                }
                return jobs.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> EnqueueAsync(string job, DateTimeOffset scheduledAt, DateTimeOffset? nextAt, CancellationToken cancellationToken) =>
        WriteAsync(
            async (connection, transaction, now, token) =>
            {
                var at = DateTimeOffset.FromUnixTimeMilliseconds(scheduledAt.ToUnixTimeMilliseconds());
                Task<long> CountAsync(string sql) => connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, new { job, at }, transaction, cancellationToken: token));
                if (await connection.ExecuteAsync(new CommandDefinition(Pass, new { job, at, nextAt }, transaction, cancellationToken: token)).ConfigureAwait(false) == 0
                    || await CountAsync(Waits).ConfigureAwait(false) != 0 || await CountAsync(IsTaken).ConfigureAwait(false) != 0)
                    return false;
                await JobStore.InsertAsync(connection, transaction, Guid.CreateVersion7(now), job, at, isManual: false, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> HasWorkAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                var now = await clock.NowAsync(connection, null, token).ConfigureAwait(false);
                var (names, parameters) = ListOf(jobs, now);
                return await connection.ExecuteScalarAsync<long>(
                    new CommandDefinition($"SELECT COUNT(*) {Claimable} {names}", parameters, cancellationToken: token)).ConfigureAwait(false) != 0;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<ClaimedRun?> ClaimAsync(
        IReadOnlyCollection<string> jobs, string owner, TimeSpan lease, int mostAttempts, CancellationToken cancellationToken) =>
        WriteAsync(
            async (connection, transaction, now, token) =>
            {
                var error = $"Its worker died or lost its lease {mostAttempts} times.";
                var exhausted = (await connection.QueryAsync<Guid>(
                    new CommandDefinition(Exhausted, new { now, error, mostAttempts }, transaction, cancellationToken: token)).ConfigureAwait(false)).AsList();
                var (names, parameters) = ListOf(jobs, now);
                var next = await connection.QueryFirstOrDefaultAsync<JobRunRow>(new CommandDefinition(
                    $"SELECT run.id AS Id, run.job AS Job, run.at AS At, run.state AS State, run.attempts AS Attempts {Claimable} {names} ORDER BY run.at, run.id LIMIT 1",
                    parameters, transaction, cancellationToken: token)).ConfigureAwait(false);
                if (next is null)
                {
                    await TellEndsAsync(connection, transaction, exhausted, now, token).ConfigureAwait(false);
                    return null;
                }
                await connection.ExecuteAsync(
                    new CommandDefinition("UPDATE jobs SET fence = fence + 1 WHERE name = @Job", new { next.Job }, transaction, cancellationToken: token)).ConfigureAwait(false);
                var fence = new JobFence(next.Id, await connection.ExecuteScalarAsync<long>(
                    new CommandDefinition("SELECT fence FROM jobs WHERE name = @Job", new { next.Job }, transaction, cancellationToken: token)).ConfigureAwait(false));
                var claim = new { fence.Run, fence.Token, owner, now, Until = now + lease, Attempt = next.Attempts + 1 };
                await connection.ExecuteAsync(new CommandDefinition(Claim, claim, transaction, cancellationToken: token)).ConfigureAwait(false);
                await TellEndsAsync(connection, transaction, exhausted, now, token).ConfigureAwait(false);
                await JobEvents.TellAsync(connection, transaction, "started", fence.Run, now, token).ConfigureAwait(false);
                return new ClaimedRun(fence, next.Job, next.At, claim.Attempt);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RenewAsync(JobFence fence, TimeSpan lease, double? progress, string? message, CancellationToken cancellationToken) =>
        WriteAsync(
            async (connection, transaction, now, token) =>
            {
                var before = progress is null ? null : await connection.ExecuteScalarAsync<double?>(new CommandDefinition(
                    "SELECT progress FROM background_jobs WHERE id = @Run", new { fence.Run }, transaction, cancellationToken: token)).ConfigureAwait(false);
                var row = new { fence.Run, fence.Token, Now = now, Until = now + lease, Progress = progress, Message = Storable(message) };
                if (await connection.ExecuteAsync(new CommandDefinition(Renew, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                    return false;
                if (before is { } earlier && progress is { } later && JobEvents.IsStep(earlier, later))
                    await JobEvents.TellAsync(connection, transaction, "progress", fence.Run, now, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> FinishAsync(JobFence fence, string? error, IReadOnlyDictionary<string, long> counts, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(counts, StorageJson.Default.IReadOnlyDictionaryStringInt64);
        var state = (error is null ? JobRunState.Succeeded : JobRunState.Failed).ToString();
        return UpdateAsync(
            Finish, "ended", fence.Run, now => new { fence.Run, fence.Token, Now = now, State = state, Error = Storable(error), Counts = json }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseAsync(JobFence fence, CancellationToken cancellationToken) =>
        UpdateAsync(Release, "released", fence.Run, now => new { fence.Run, fence.Token, Now = now }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int kept, int most, JobFence fence, CancellationToken cancellationToken) =>
        _fences.ExecuteAsync(fence, Prune, new { before, kept, most }, cancellationToken);

    private static (string Names, DynamicParameters Parameters) ListOf(IReadOnlyCollection<string> jobs, DateTimeOffset now)
    {
        var parameters = new DynamicParameters(new { now });
        foreach (var (i, job) in jobs.Index())
            parameters.Add($"job{i}", job);
        return ($"({string.Join(',', Enumerable.Range(0, jobs.Count).Select(i => $"@job{i}"))})", parameters);
    }

    private static string? Storable(string? text) => text is null ? null : StorableText.Of(text);

    private static async Task TellEndsAsync(DbConnection connection, DbTransaction transaction, List<Guid> runs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
            await JobEvents.TellAsync(connection, transaction, "ended", run, now, cancellationToken).ConfigureAwait(false);
    }

    private Task<bool> UpdateAsync(string sql, string kind, Guid run, Func<DateTimeOffset, object> parameters, CancellationToken cancellationToken) =>
        WriteAsync(
            async (connection, transaction, now, token) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(sql, parameters(now), transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                    return false;
                await JobEvents.TellAsync(connection, transaction, kind, run, now, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, DateTimeOffset, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
                await work(connection, transaction, await clock.NowAsync(connection, transaction, token).ConfigureAwait(false), token).ConfigureAwait(false),
            keep: null,
            cancellationToken);
}
