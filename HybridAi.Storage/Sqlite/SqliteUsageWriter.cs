using System.Text.Json;
using Dapper;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Storage.Database;
using HybridAi.Storage.Metrics;
using HybridAi.Storage.Usage;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static HybridAi.Storage.Usage.UsageColumn;

namespace HybridAi.Storage.Sqlite;

/// <summary>
/// Writes usage records. They are inserted by one prepared statement, bound through SQLite's own functions: 5 µs of CPU a record where ADO.NET
/// parameters, which box every value, took 13 µs.
/// </summary>
internal sealed class SqliteUsageWriter(SqliteDatabase database) : IUsageWriter
{
    // Not INSERT OR IGNORE, which would also swallow a record that lacks a column.
    private static readonly string Sql =
        $"INSERT INTO usage_records ({UsageColumns.Names}) VALUES ({string.Join(',', Enumerable.Repeat('?', Enum.GetValues<UsageColumn>().Length))}) ON CONFLICT (at, id) DO NOTHING";

    private static readonly byte[][] Outcomes = [.. Enum.GetNames<UsageOutcome>().Select(System.Text.Encoding.UTF8.GetBytes)];
    private static readonly byte[][] CostSources = [.. Enum.GetNames<CostSource>().Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <inheritdoc/>
    public Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                Insert(((SqliteConnection)connection).Handle!, records, token);
                await UsageNews.AddAsync(connection, transaction, records, token).ConfigureAwait(false);
                return true;
            },
            keep: null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        const string Delete = "DELETE FROM usage_records WHERE (at, id) IN (SELECT at, id FROM usage_records WHERE at < @Before ORDER BY at, id LIMIT @Most)";
        var parameters = new { Before = UsageFilter.CeilingMilliseconds(before), Most = most };
        return database.WriteAsync(
            async (connection, transaction, token) => await connection.ExecuteAsync(
                new CommandDefinition(Delete, parameters, transaction, cancellationToken: token)).ConfigureAwait(false) == most,
            keep: null,
            cancellationToken);
    }

    private static void Insert(sqlite3 handle, IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        SqliteNative.Check(raw.sqlite3_prepare_v2(handle, Sql, out var statement), handle);
        using (statement)
        {
            Span<byte> scratch = stackalloc byte[1024];
            // The statement outlives this pointer to it.
            var pointer = statement.DangerousGetHandle();
            var binder = new StatementBinder(pointer, scratch);
            for (var i = 0; i < records.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                SqliteNative.ClearBindings(pointer);
                Bind(ref binder, records[i]);
                var result = SqliteNative.Step(pointer);
                if (result != raw.SQLITE_DONE)
                    SqliteNative.Check(result, handle);
                SqliteNative.Check(SqliteNative.Reset(pointer), handle);
            }
        }
    }

    private static void Bind(ref StatementBinder to, UsageRecord record)
    {
        to.Id(Id, record.Id);
        to.Number(At, record.At.ToUnixTimeMilliseconds());
        BindOwner(ref to, record);
        to.Text(Api, record.Api);
        to.Text(RequestedModel, record.RequestedModel);
        to.Text(Provider, record.Provider);
        to.Text(Model, record.Model);
        to.Text(Deployment, record.Deployment);
        to.Flag(Streamed, record.Streamed);
        to.Flag(Simulated, record.Simulated);
        to.Number(Status, record.Status);
        to.Text(Outcome, Outcomes[(int)record.Outcome]);
        to.Text(FailureCause, record.FailureCause);
        to.Text(FinishReason, record.FinishReason);
        BindTokens(ref to, record.Usage);
        to.Flag(Estimated, record.Estimated);
        to.Number(UsageColumn.Cost, record.Cost?.NanoDollars);
        to.Text(UsageColumn.CostSource, CostSources[(int)record.CostSource]);
        to.Number(Duration, record.Duration.Ticks / TimeSpan.TicksPerMicrosecond);
        to.Number(FirstToken, record.TimeToFirstToken?.Ticks / TimeSpan.TicksPerMicrosecond);
        to.Number(Attempts, record.Attempts);
        if (record.AbandonedAttempts is { } abandoned)
            to.Text(AbandonedAttempts, JsonSerializer.SerializeToUtf8Bytes(abandoned, StorageJson.Default.IReadOnlyListAbandonedAttempt));
        to.Text(Cache, record.Cache);
        to.Text(Session, record.Session);
        to.Text(UsageColumn.Task, record.Task);
        if (record.Tags is { } tags)
            to.Text(Tags, JsonSerializer.SerializeToUtf8Bytes(tags, StorageJson.Default.IReadOnlyListString));
        to.Text(EndUser, record.EndUser);
        to.Text(ClientAddress, record.ClientAddress);
        to.Text(Route, record.Route);
        if (record.Decisions is { } decisions)
            to.Text(Decisions, JsonSerializer.SerializeToUtf8Bytes(decisions, StorageJson.Default.IReadOnlyListDecision));
        to.Number(Saved, record.Saved?.NanoDollars);
        to.Number(SavedTime, record.SavedTime?.Ticks / TimeSpan.TicksPerMicrosecond);
        to.Text(Region, record.Region);
    }

    private static void BindOwner(ref StatementBinder to, UsageRecord record)
    {
        to.Id(OrganizationId, record.OrganizationId.Value);
        if (record.TeamId is { } team)
            to.Id(TeamId, team.Value);
        if (record.UserId is { } user)
            to.Id(UserId, user.Value);
        to.Id(KeyId, record.KeyId.Value);
    }

    private static void BindTokens(ref StatementBinder to, in TokenUsage usage)
    {
        to.Number(Input, usage.Input);
        to.Number(CachedInput, usage.CachedInput);
        to.Number(CacheWrite, usage.CacheWrite);
        to.Number(CacheWrite1h, usage.CacheWrite1h);
        to.Number(AudioInput, usage.AudioInput);
        to.Number(ImageInput, usage.ImageInput);
        to.Number(Output, usage.Output);
        to.Number(Reasoning, usage.Reasoning);
        to.Number(AudioOutput, usage.AudioOutput);
        to.Number(ImageOutput, usage.ImageOutput);
    }
}
