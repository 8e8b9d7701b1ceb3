using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Budgets;
using HybridAi.Core.Costs;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;

namespace HybridAi.Storage.Budgets;

/// <summary>What budgets need of the database.</summary>
internal sealed class BudgetLedger(IDatabase database) : IBudgetLedger
{
    private const string Exhausted = "exhausted";

    // When a request ended; the columns are milliseconds and microseconds.
    private const string EndedBefore = "at * 1000 + duration_us < @bound";

    private const string Carry = """
        INSERT INTO budget_carryovers (window_id, subject, nanos, cutoff, ends_at) VALUES (@Window, @Subject, @Nanos, @Cutoff, @EndsAt)
        ON CONFLICT (window_id, subject) DO UPDATE SET nanos = budget_carryovers.nanos + excluded.nanos, cutoff = excluded.cutoff
        """;

    private const string Tell = """
        INSERT INTO budget_notices (window_id, subject, threshold, at, ends_at) VALUES (@Window, @Subject, @Threshold, @At, @EndsAt)
        ON CONFLICT (window_id, subject, threshold) DO NOTHING
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, long>>> SpentAsync(
        Budget budget, IReadOnlyList<BudgetWindow> windows, DateTimeOffset endedBefore, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<IReadOnlyDictionary<string, long>>>(
            async (connection, token) =>
            {
                var carried = await CarriedAsync(connection, null, windows, token).ConfigureAwait(false);
                var sums = await new BudgetSums(budget, StartsOf(windows, carried)).RunAsync(
                    connection, null, EndedBefore, endedBefore.UtcTicks / TimeSpan.TicksPerMicrosecond - (DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond), token).ConfigureAwait(false);
                foreach (var row in carried.Where(row => row.Nanos != 0))
                {
                    for (var i = 0; i < windows.Count; i++)
                    {
                        if (windows[i].Id == row.Window)
                            sums[i][row.Subject] = sums[i].GetValueOrDefault(row.Subject) + row.Nanos;
                    }
                }

                return sums;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task CarryAsync(Budget budget, IReadOnlyList<BudgetWindow> windows, DateTimeOffset before, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var cutoff = before.ToUnixTimeMilliseconds();
                var carried = await CarriedAsync(connection, transaction, windows, token).ConfigureAwait(false);
                var starts = StartsOf(windows, carried);
                var open = Enumerable.Range(0, windows.Count).Where(i => starts[i] < cutoff).ToArray();
                if (open.Length == 0)
                    return false;
                var sums = await new BudgetSums(budget, [.. open.Select(i => starts[i])]).RunAsync(connection, transaction, "at < @bound", cutoff, token).ConfigureAwait(false);
                for (var i = 0; i < open.Length; i++)
                {
                    var window = windows[open[i]];
                    sums[i].TryAdd("", 0);
                    var rows = sums[i].Select(sum => new CarriedRow(window.Id, sum.Key, sum.Value, cutoff, window.End?.ToUnixTimeMilliseconds()));
                    await connection.ExecuteAsync(new CommandDefinition(Carry, rows, transaction, cancellationToken: token)).ConfigureAwait(false);
                }

                return true;
            },
            static done => done, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TellAsync(BudgetNotice notice, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            var (claim, limit) = (notice.Claim, notice.Claim.Line.Limit);
            // Of another amount it is told anew.
            var threshold = string.Create(CultureInfo.InvariantCulture, $"{notice.Threshold?.ToString(CultureInfo.InvariantCulture) ?? Exhausted}/{limit}");
            var row = new { Window = claim.Window.Id, claim.Subject, Threshold = threshold, notice.At, EndsAt = claim.Window.End?.ToUnixTimeMilliseconds() };
            if (await connection.ExecuteAsync(new CommandDefinition(Tell, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                return false;
            var organization = claim.Line.Budget.Scope == BudgetScope.Organization ? new OrganizationId(Guid.Parse(claim.Subject)) : (OrganizationId?)null;
            var data = JsonSerializer.Serialize(BudgetEvent.Of(notice), StorageJson.Default.BudgetEvent);
            await EventLog.AppendAsync(connection, transaction, notice.At, EventTopics.Budget, organization, data, token).ConfigureAwait(false);
            return true;
        },
        static told => told, cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
        {
            var removed = 0;
            foreach (var table in new[] { "budget_carryovers", "budget_notices" })
                removed += await connection.ExecuteAsync(
                    new CommandDefinition($"DELETE FROM {table} WHERE ends_at < @Before", new { Before = before }, transaction, cancellationToken: token)).ConfigureAwait(false);
            return removed;
        },
        keep: null, cancellationToken);

    private static async Task<List<CarriedRow>> CarriedAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyList<BudgetWindow> windows, CancellationToken cancellationToken)
    {
        const string Select = "SELECT window_id AS Window, subject AS Subject, nanos AS Nanos, cutoff AS Cutoff, ends_at AS EndsAt FROM budget_carryovers WHERE window_id = @Id";
        var all = new List<CarriedRow>();
        foreach (var window in windows)
            all.AddRange(await connection.QueryAsync<CarriedRow>(new CommandDefinition(Select, new { window.Id }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false));
        return all;
    }

    // Whole milliseconds, the first at or behind the moment: records are kept to the millisecond.
    private static long[] StartsOf(IReadOnlyList<BudgetWindow> windows, List<CarriedRow> carried) =>
        [.. windows.Select(window => Math.Max(Usage.UsageFilter.CeilingMilliseconds(window.Start), carried.Where(row => row.Window == window.Id).Select(row => row.Cutoff).DefaultIfEmpty(long.MinValue).Max()))];

    private sealed record CarriedRow(string Window, string Subject, long Nanos, long Cutoff, long? EndsAt);
}

/// <summary>The data of an event of the topic <see cref="EventTopics.Budget"/>. Amounts in US dollars.</summary>
internal sealed record BudgetEvent(
    string Kind, string Budget, string Scope, string? Target, string Period, decimal? Threshold, decimal LimitUsd, decimal SpentUsd, decimal ReservedUsd,
    DateTimeOffset Start, DateTimeOffset? ResetsAt)
{
    public static BudgetEvent Of(BudgetNotice notice)
    {
        var (line, window, subject) = notice.Claim;
        return new BudgetEvent(
            notice.Threshold is null ? "exhausted" : "warning", line.Budget.Name, line.Budget.Scope.ToString().ToLowerInvariant(), subject.Length == 0 ? null : subject,
            line.Period.ToString().ToLowerInvariant(), notice.Threshold, new Cost(line.Limit).Usd, new Cost(notice.Figures.Spent).Usd, new Cost(notice.Figures.Reserved).Usd,
            window.Start, window.End);
    }
}
