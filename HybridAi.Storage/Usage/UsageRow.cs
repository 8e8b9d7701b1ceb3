using System.Data.Common;
using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Database;
using static HybridAi.Storage.Usage.UsageColumn;

namespace HybridAi.Storage.Usage;

/// <summary>Reads records from rows of all <see cref="UsageColumns"/>.</summary>
internal static class UsageRow
{
    public static UsageRecord Read(DbDataReader row) => new()
    {
        Id = row.GetGuid((int)Id),
        At = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64((int)At)),
        OrganizationId = new OrganizationId(row.GetGuid((int)UsageColumn.OrganizationId)),
        TeamId = OptionalId(row, UsageColumn.TeamId) is { } team ? new TeamId(team) : null,
        UserId = OptionalId(row, UsageColumn.UserId) is { } user ? new UserId(user) : null,
        KeyId = new KeyId(row.GetGuid((int)UsageColumn.KeyId)),
        Api = row.GetString((int)Api),
        RequestedModel = row.GetString((int)RequestedModel),
        Provider = OptionalText(row, Provider),
        Model = OptionalText(row, Model),
        Deployment = OptionalText(row, Deployment),
        Streamed = row.GetBoolean((int)Streamed),
        Simulated = row.GetBoolean((int)Simulated),
        Status = row.GetInt32((int)Status),
        Outcome = Enum.Parse<UsageOutcome>(row.GetString((int)Outcome)),
        FailureCause = OptionalText(row, FailureCause),
        FinishReason = OptionalText(row, FinishReason),
        Usage = Tokens(row),
        Estimated = row.GetBoolean((int)Estimated),
        Cost = OptionalNumber(row, UsageColumn.Cost) is { } nanos ? new Cost(nanos) : null,
        CostSource = Enum.Parse<CostSource>(row.GetString((int)UsageColumn.CostSource)),
        Duration = Microseconds(row.GetInt64((int)Duration)),
        TimeToFirstToken = OptionalNumber(row, FirstToken) is { } first ? Microseconds(first) : null,
        Attempts = row.GetInt32((int)Attempts),
        AbandonedAttempts = OptionalText(row, AbandonedAttempts) is { } attempts
            ? JsonSerializer.Deserialize(attempts, StorageJson.Default.IReadOnlyListAbandonedAttempt) : null,
        Cache = row.GetString((int)Cache),
        Session = OptionalText(row, Session),
        Task = OptionalText(row, UsageColumn.Task),
        Tags = OptionalText(row, Tags) is { } tags ? JsonSerializer.Deserialize(tags, StorageJson.Default.IReadOnlyListString) : null,
        EndUser = OptionalText(row, EndUser),
        ClientAddress = OptionalText(row, ClientAddress),
        Route = OptionalText(row, Route),
        Saved = OptionalNumber(row, Saved) is { } saved ? new Cost(saved) : null,
        Region = OptionalText(row, Region),
        SavedTime = OptionalNumber(row, SavedTime) is { } time ? Microseconds(time) : null,
        Decisions = OptionalText(row, Decisions) is { } decisions ? JsonSerializer.Deserialize(decisions, StorageJson.Default.IReadOnlyListDecision) : null,
    };

    /// <summary>A duration as it is stored.</summary>
    public static TimeSpan Microseconds(long count) => new(count * TimeSpan.TicksPerMicrosecond);

    private static TokenUsage Tokens(DbDataReader row) => new()
    {
        Input = row.GetInt64((int)Input),
        CachedInput = row.GetInt64((int)CachedInput),
        CacheWrite = row.GetInt64((int)CacheWrite),
        CacheWrite1h = row.GetInt64((int)CacheWrite1h),
        AudioInput = row.GetInt64((int)AudioInput),
        ImageInput = row.GetInt64((int)ImageInput),
        Output = row.GetInt64((int)Output),
        Reasoning = row.GetInt64((int)Reasoning),
        AudioOutput = row.GetInt64((int)AudioOutput),
        ImageOutput = row.GetInt64((int)ImageOutput),
    };

    private static string? OptionalText(DbDataReader row, UsageColumn column) => row.IsDBNull((int)column) ? null : row.GetString((int)column);

    private static long? OptionalNumber(DbDataReader row, UsageColumn column) => row.IsDBNull((int)column) ? null : row.GetInt64((int)column);

    private static Guid? OptionalId(DbDataReader row, UsageColumn column) => row.IsDBNull((int)column) ? null : row.GetGuid((int)column);
}
