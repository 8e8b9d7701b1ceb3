using System.Text.Json;
using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Jobs;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Jobs;

namespace HybridAi.Storage.Health;

/// <summary>The findings of jobs in the database: a row each, as long as it is so.</summary>
internal sealed class FindingStore(IDatabase database, JobFences fences) : IFindingStore
{
    private const string Select = "SELECT source AS Source, subject AS Subject, level AS Level, reason AS Reason, since AS Since FROM findings";

    private const string Upsert = """
        INSERT INTO findings (source, subject, level, reason, since) VALUES (@Source, @Subject, @Level, @Reason, @Since)
        ON CONFLICT (source, subject) DO UPDATE SET level = excluded.level, reason = excluded.reason, since = excluded.since
        """;

    private const string Delete = "DELETE FROM findings WHERE source = @Source AND subject = @Subject";

    /// <inheritdoc/>
    public Task<IReadOnlyList<Finding>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, IFindingStore.Most);
        const string sql = $"{Select} ORDER BY CASE WHEN level = 'Critical' THEN 0 ELSE 1 END, since DESC, source, subject LIMIT @limit";
        return database.ReadAsync<IReadOnlyList<Finding>>(
            async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition(sql, new { limit }, cancellationToken: token)).ConfigureAwait(false)).Select(row => row.ToFinding())],
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FindingChanges> SettleAsync(string source, IReadOnlyList<FoundNow> found, DateTimeOffset at, JobFence fence, CancellationToken cancellationToken)
    {
        var now = found.OrderByDescending(one => one.Level).DistinctBy(one => StorableText.Of(one.Subject), StringComparer.Ordinal).Take(IFindingStore.Most)
            .Select(one => new Finding(source, StorableText.Of(one.Subject), one.Level, StorableText.Of(one.Reason), at)).ToDictionary(one => one.Subject, StringComparer.Ordinal);
        return fences.WriteAsync(
            fence,
            async (connection, transaction, token) =>
            {
                var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} WHERE source = @source", new { source }, transaction, cancellationToken: token)).ConfigureAwait(false);
                var before = rows.Select(row => row.ToFinding()).ToDictionary(one => one.Subject, StringComparer.Ordinal);
                Finding[] begun = [.. now.Values.Where(one => !before.ContainsKey(one.Subject))];
                Finding[] changed = [.. now.Values.Where(one => before.TryGetValue(one.Subject, out var was) && was.Level != one.Level)];
                Finding[] ended = [.. before.Values.Where(one => !now.ContainsKey(one.Subject))];
                foreach (var one in begun.Concat(changed))
                    await connection.ExecuteAsync(new CommandDefinition(Upsert, Row.Of(one), transaction, cancellationToken: token)).ConfigureAwait(false);
                foreach (var one in ended)
                    await connection.ExecuteAsync(new CommandDefinition(Delete, new { one.Source, one.Subject }, transaction, cancellationToken: token)).ConfigureAwait(false);

                // Last in the transaction: see EventLog.
                FindingEvent[] events =
                [
                    .. begun.Select(one => FindingEvent.Of("begun", one, HealthLevel.Healthy, one.Level)),
                    .. changed.Select(one => FindingEvent.Of("changed", one, before[one.Subject].Level, one.Level)),
                    .. ended.Select(one => FindingEvent.Of("ended", one, one.Level, HealthLevel.Healthy)),
                ];
                foreach (var one in events)
                    await EventLog.AppendAsync(connection, transaction, at, EventTopics.Alerts, organization: null, JsonSerializer.Serialize(one, StorageJson.Default.FindingEvent), token).ConfigureAwait(false);
                return new FindingChanges(now.Values.Count(one => one.Level == HealthLevel.Warning), now.Values.Count(one => one.Level == HealthLevel.Critical), begun.Length, changed.Length, ended.Length);
            },
            cancellationToken);
    }

    private sealed class Row
    {
        public required string Source { get; init; }

        public required string Subject { get; init; }

        public required string Level { get; init; }

        public required string Reason { get; init; }

        public DateTimeOffset Since { get; init; }

        public static Row Of(Finding one) => new() { Source = one.Source, Subject = one.Subject, Level = one.Level.ToString(), Reason = one.Reason, Since = one.Since };

        public Finding ToFinding() => new(Source, Subject, Enum.Parse<HealthLevel>(Level), Reason, Since);
    }
}

/// <summary>The data of an event of the topic <see cref="EventTopics.Alerts"/>.</summary>
internal sealed record FindingEvent(string Kind, string Source, string Subject, string Level, string Before, string? Reason)
{
    public static FindingEvent Of(string kind, Finding finding, HealthLevel before, HealthLevel level) =>
        new(kind, finding.Source, finding.Subject, NameOf(level), NameOf(before), level == HealthLevel.Healthy ? null : finding.Reason);

    private static string NameOf(HealthLevel level) => level.ToString().ToLowerInvariant();
}
