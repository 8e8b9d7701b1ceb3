using HybridAi.Client.Budgets;
using HybridAi.Client.Paging;
using HybridAi.Core.Budgets;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Budgets;

/// <summary>Shows how budgets stand: by the counters or, while they are away, by the records.</summary>
internal sealed class BudgetStatusHandler(IBudgetStore store, IBudgetLedger ledger, IUsageJournal journal, BudgetKeeper keeper, SnapshotHolder snapshots, TimeProvider time)
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(1);

    public async Task<Results<Ok<DocumentPage<BudgetStatusDocument>>, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var query = new ApiQuery(http.Request.Query);
        var name = query.Text("name");
        if (query.Problem is { } problem)
            return problem;
        var set = snapshots.Current.Budgets;
        var budgets = set.Budgets.Where(budget => name is null || budget.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (name is not null && budgets.Length == 0)
            return ApiError.NotFound("budget", name);
        var shown = new List<BudgetStatusDocument>();
        foreach (var budget in budgets)
            await AddAsync(shown, set, budget, cancellationToken);
        return TypedResults.Ok(new DocumentPage<BudgetStatusDocument>(shown, Next: null));
    }

    private async Task AddAsync(List<BudgetStatusDocument> shown, BudgetSet set, Budget budget, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lines = set.Lines.Where(line => line.Budget == budget && line.WindowAt(now) is not null).ToArray();
        BudgetWindow[] windows = [.. lines.Select(line => line.WindowAt(now)!)];
        IReadOnlyList<IReadOnlyDictionary<string, long>>? records = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var counters = await store.ReadAsync(windows[i]);
            if (counters is null)
            {
                await keeper.RebuildAsync(set);
                counters = await store.ReadAsync(windows[i]);
            }

            var isCounted = counters is not null;
            counters ??= (records ??= await RecordsAsync(budget, windows, now, cancellationToken))[i].ToDictionary(pair => pair.Key, pair => new BudgetFigures(pair.Value, 0), StringComparer.Ordinal);
            // What has one subject is shown even if that has spent nothing yet.
            var only = budget.Scope == BudgetScope.Global ? "" : budget.Target;
            if (only is not null && !counters.ContainsKey(only))
                shown.Add(BudgetDocuments.ToStatus(lines[i], windows[i], only, default, isCounted));
            foreach (var (subject, figures) in counters.OrderByDescending(pair => pair.Value.Spent).ThenBy(pair => pair.Key, StringComparer.Ordinal))
                shown.Add(BudgetDocuments.ToStatus(lines[i], windows[i], subject, figures, isCounted));
        }
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<string, long>>> RecordsAsync(Budget budget, BudgetWindow[] windows, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(FlushPatience, time);
        await journal.FlushAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await ledger.SpentAsync(budget, windows, now, cancellationToken);
    }
}
