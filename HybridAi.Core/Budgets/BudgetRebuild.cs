namespace HybridAi.Core.Budgets;

/// <summary>
/// Makes the counters say what the usage records say. A mark is set in the counters, the records of all that was over by then are added up, and the difference
/// to what the counters said at the mark is added: what is settled meanwhile stays counted.
/// </summary>
public sealed class BudgetRebuild(IBudgetStore store, IBudgetLedger ledger, TimeProvider time)
{
    /// <summary>Rebuilds the counters of one budget.</summary>
    /// <param name="set">All budgets.</param>
    /// <param name="budget">The budget, one of them.</param>
    /// <param name="patience">How long to wait between mark and sum for records that are on their way to the database.</param>
    /// <param name="onlyUnknown">Whether to leave it if all its counters are known.</param>
    /// <param name="cancellationToken">Ends it; the counters stay as they are.</param>
    /// <returns>What became of it, and how many counters were wrong.</returns>
    public async Task<(BudgetRebuildOutcome Outcome, int Corrected)> RunAsync(
        BudgetSet set, Budget budget, TimeSpan patience, bool onlyUnknown, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var windows = set.Lines.Where(line => line.Budget.Name == budget.Name).Select(line => line.WindowAt(now)).OfType<BudgetWindow>().ToArray();
        if (windows.Length == 0 || (onlyUnknown && await AreKnownAsync(windows).ConfigureAwait(false)))
            return (BudgetRebuildOutcome.Done, 0);
        var marks = new BudgetMark[windows.Length];
        for (var i = 0; i < windows.Length; i++)
        {
            if (await store.MarkAsync(windows[i]).ConfigureAwait(false) is not { } mark)
                return (BudgetRebuildOutcome.Away, 0);
            marks[i] = mark;
        }

        var marked = time.GetUtcNow();
        if (patience > TimeSpan.Zero)
            await Task.Delay(patience, time, cancellationToken).ConfigureAwait(false);
        var sums = await ledger.SpentAsync(set.Budgets.First(one => one.Name == budget.Name), windows, marked, cancellationToken).ConfigureAwait(false);
        var (corrected, done) = (0, true);
        for (var i = 0; i < windows.Length; i++)
        {
            done &= await store.RestoreAsync(windows[i], marks[i], sums[i]).ConfigureAwait(false);
            corrected += BudgetDifference.Of(marks[i], sums[i]).Count;
        }

        return done ? (BudgetRebuildOutcome.Done, corrected) : (BudgetRebuildOutcome.Overtaken, 0);
    }

    // Without a mark, which would take the work from whoever is at it.
    private async ValueTask<bool> AreKnownAsync(BudgetWindow[] windows)
    {
        foreach (var window in windows)
        {
            if (await store.ReadAsync(window).ConfigureAwait(false) is null)
                return false;
        }

        return true;
    }
}
