using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Budgets;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Budgets;

/// <summary>Adds usage records up by a budget's subjects, over several windows in one scan.</summary>
/// <param name="budget">The budget.</param>
/// <param name="starts">Where each window's sum begins, in epoch milliseconds.</param>
internal sealed class BudgetSums(Budget budget, IReadOnlyList<long> starts)
{
    private readonly Dictionary<string, long>[] _sums = [.. starts.Select(_ => new Dictionary<string, long>(StringComparer.Ordinal))];

    /// <summary>Runs it.</summary>
    /// <param name="connection">The connection; in a transaction, if other statements have to see the same.</param>
    /// <param name="transaction">The transaction, if there is one to be named.</param>
    /// <param name="condition">Which records, beside those that the windows leave out.</param>
    /// <param name="bound">The condition's parameter <c>@bound</c>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>For each window, nano-dollars by subject.</returns>
    public async Task<Dictionary<string, long>[]> RunAsync(
        DbConnection connection, DbTransaction? transaction, string condition, long bound, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters();
        parameters.Add("bound", bound);
        parameters.Add("from", starts.Min());
        for (var i = 0; i < starts.Count; i++)
            parameters.Add($"start{i}", starts[i]);
        var where = $"WHERE at >= @from AND {condition}";
        var column = budget.Scope switch
        {
            BudgetScope.Organization => "organization_id",
            BudgetScope.Team => "team_id",
            BudgetScope.User => "user_id",
            BudgetScope.Key => "key_id",
            _ => null,
        };
        if (column is not null && budget.Target is { } target)
        {
            where += $" AND {column} = @target";
            parameters.Add("target", Guid.Parse(target));
        }

        var subject = column is not null ? $"CAST({column} AS TEXT)" : budget.Scope switch
        {
            BudgetScope.Provider or BudgetScope.Model => "provider, model",
            BudgetScope.Tag => "tags",
            _ => "1",
        };
        var group = column ?? (budget.Scope == BudgetScope.Global ? null : subject);
        // CAST: Postgres' sums of 64-bit numbers are of another type.
        var sums = string.Concat(Enumerable.Range(0, starts.Count).Select(i => $", CAST(COALESCE(SUM(CASE WHEN at >= @start{i} THEN cost_nanos END), 0) AS BIGINT)"));
        await ReadAsync(
            connection, new CommandDefinition($"SELECT {subject}{sums} FROM usage_records {where}{(group is null ? "" : $" GROUP BY {group}")}", parameters, transaction, cancellationToken: cancellationToken), AddRow, cancellationToken).ConfigureAwait(false);
        if (budget.Scope is BudgetScope.Provider or BudgetScope.Model)
            await ReadAsync(
                connection, new CommandDefinition($"SELECT at, provider, model, cost_nanos, abandoned_attempts FROM usage_records {where} AND abandoned_attempts IS NOT NULL", parameters, transaction, cancellationToken: cancellationToken), MoveAbandoned, cancellationToken).ConfigureAwait(false);
        return _sums;
    }

    private static async Task ReadAsync(DbConnection connection, CommandDefinition command, Action<DbDataReader> take, CancellationToken cancellationToken)
    {
        // Not disposed asynchronously: see UsageStore.
        using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            take(reader);
    }

    private void AddRow(DbDataReader row)
    {
        var columns = budget.Scope is BudgetScope.Provider or BudgetScope.Model ? 2 : 1;
        for (var i = 0; i < starts.Count; i++)
        {
            var nanos = row.GetInt64(columns + i);
            if (budget.Scope == BudgetScope.Global)
                Add(i, "", nanos);
            else if (row.IsDBNull(0))
                continue;
            else if (columns == 2)
                AddDeployment(i, row.GetString(0), row.GetString(1), nanos);
            else if (budget.Scope == BudgetScope.Tag)
                AddTags(i, row.GetString(0), nanos);
            else
                Add(i, row.GetString(0), nanos);
        }
    }

    private void AddTags(int window, string json, long nanos)
    {
        foreach (var tag in JsonSerializer.Deserialize(json, StorageJson.Default.IReadOnlyListString)!.Distinct(StringComparer.Ordinal))
        {
            if (budget.Target is null || budget.Target == tag)
                Add(window, tag, nanos);
        }
    }

    // A record's cost is that of all its attempts; each counts where it was made.
    private void MoveAbandoned(DbDataReader row)
    {
        var attempts = JsonSerializer.Deserialize(row.GetString(4), StorageJson.Default.IReadOnlyListAbandonedAttempt)!;
        for (var i = 0; i < starts.Count; i++)
        {
            if (row.GetInt64(0) < starts[i])
                continue;
            if (!row.IsDBNull(1) && !row.IsDBNull(3) && row.GetInt64(3) is var total)
                AddDeployment(i, row.GetString(1), row.GetString(2), BudgetSpending.OwnOf(total, attempts) - total);
            foreach (var attempt in attempts)
                AddDeployment(i, attempt.Provider, attempt.Model, attempt.Cost?.NanoDollars ?? 0);
        }
    }

    private void AddDeployment(int window, string provider, string model, long nanos)
    {
        if (budget.Scope == BudgetScope.Provider)
        {
            if (budget.Target is null || budget.Target == provider)
                Add(window, provider, nanos);
        }
        else if (budget.Target is not { } target)
            Add(window, model, nanos);
        else if (BudgetSet.IsModel(target, provider, model))
            Add(window, target, nanos);
    }

    private void Add(int window, string subject, long nanos)
    {
        if (nanos != 0)
            _sums[window][subject] = _sums[window].GetValueOrDefault(subject) + nanos;
    }
}
