using System.Collections.Concurrent;
using HybridAi.Core.Budgets;
using HybridAi.Core.Usage;
using HybridAi.Node.Snapshots;
using HybridAi.Storage;

namespace HybridAi.Gateway.Budgets;

/// <summary>
/// Looks after the counters behind the requests: rebuilds from the records what the counters do not know (at the start, of a new budget, after Redis has lost its
/// data), settles later what could not be settled, and writes events.
/// </summary>
internal sealed partial class BudgetKeeper(
    IBudgetStore store, BudgetRebuild rebuild, IBudgetLedger ledger, IUsageJournal journal, SnapshotHolder snapshots, BudgetNotices notices, TimeProvider time,
    ILogger<BudgetKeeper> logger) : BackgroundService
{
    // How long a request waits for counters that are being rebuilt.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    // Until then other gateways' records are in the database.
    private static readonly TimeSpan OthersDelay = TimeSpan.FromSeconds(1);
    private const int MostUnsettled = 20_000;
    private const int MostRounds = 5;
    private const int AtOnce = 20;

    private readonly ConcurrentQueue<(Guid Request, BudgetEntry[] Entries)> _unsettled = new();
    private readonly ConcurrentDictionary<string, Task> _rebuilding = new(StringComparer.Ordinal);
    private BudgetSet? _known;
    private volatile bool _behind;

    /// <summary>Keeps a settlement until the counters are back.</summary>
    public void SettleLater(Guid request, BudgetEntry[] entries)
    {
        _behind = true;
        // Beyond this they are left to the records, and their reservations to time.
        if (_unsettled.Count < MostUnsettled)
            _unsettled.Enqueue((request, entries));
    }

    /// <summary>Rebuilds the counters that are not known, together with whoever else waits for them; but nobody waits for long.</summary>
    public async Task RebuildAsync(BudgetSet set, List<BudgetClaim> claims, BudgetFigures[] figures)
    {
        var budgets = claims.Where((_, i) => figures[i].IsUnknown).Select(claim => claim.Line.Budget).Distinct();
        await Task.WhenAny(Task.WhenAll(budgets.Select(budget => RebuildAsync(set, budget))), Task.Delay(Patience, time));
    }

    /// <summary>Rebuilds all counters that are not known.</summary>
    public Task RebuildAsync(BudgetSet set) => Task.WhenAll(set.Budgets.Select(budget => RebuildAsync(set, budget)));

    /// <summary>Rebuilds a budget's counters whether they are known or not: it was changed, and may count what it did not before.</summary>
    public Task RecountAsync(BudgetSet set, Budget budget) => RebuildNowAsync(set, budget, onlyUnknown: false);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(LookAfterAsync(stoppingToken), TellAsync(stoppingToken));

    private Task RebuildAsync(BudgetSet set, Budget budget)
    {
        // One at a time in this process; whoever comes later waits for it, too.
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _rebuilding.GetOrAdd(budget.Name, mine.Task);
        if (ReferenceEquals(running, mine.Task))
            _ = RunAsync();
        return running;

        async Task RunAsync()
        {
            await RebuildNowAsync(set, budget, onlyUnknown: true);
            _rebuilding.TryRemove(budget.Name, out _);
            mine.TrySetResult();
        }
    }

    private async Task RebuildNowAsync(BudgetSet set, Budget budget, bool onlyUnknown)
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            await FlushAsync(limit.Token);
            for (var round = 1; round <= MostRounds; round++)
            {
                if ((await rebuild.RunAsync(set, budget, TimeSpan.Zero, onlyUnknown, limit.Token)).Outcome != BudgetRebuildOutcome.Overtaken)
                    return;
                // Another gateway is at it, too: the last to begin ends it.
                onlyUnknown = true;
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(20, 100)), time, limit.Token);
            }
        }
        catch (Exception failed)
        {
            // The budget's policy decides about requests, and the next one tries again.
            LogFailed(failed, budget.Name);
        }
    }

    private async Task LookAfterAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await CatchUpAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failed, "*");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (!snapshots.IsLoaded)
            return;
        var set = snapshots.Current.Budgets;
        while (_unsettled.TryPeek(out var next))
        {
            if ((await store.SettleAsync(next.Request, next.Entries)).Verdict == BudgetVerdict.Lost)
                return;
            _unsettled.TryDequeue(out _);
        }

        if (_behind && await IsBackAsync(set))
        {
            // Before it is begun: they can be lost again meanwhile.
            _behind = false;
            try
            {
                await FlushAsync(cancellationToken);
                foreach (var budgets in set.Budgets.Chunk(AtOnce))
                    await Task.WhenAll(budgets.Select(budget => rebuild.RunAsync(set, budget, OthersDelay, onlyUnknown: false, cancellationToken)));
            }
            catch (Exception)
            {
                // It is tried again.
                _behind = true;
                throw;
            }
        }

        if (!ReferenceEquals(_known, set))
        {
            await RebuildAsync(set);
            _known = set;
        }
    }

    private async ValueTask<bool> IsBackAsync(BudgetSet set) =>
        set.Lines.Count == 0 || set.Lines[0].WindowAt(time.GetUtcNow()) is not { } window || await store.MarkAsync(window) is not null;

    // What this process has recorded is to be in the sums. If the database does not take it, they will say so.
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await journal.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        await foreach (var notice in notices.Waiting.ReadAllAsync(stoppingToken))
        {
            while (!await TryTellAsync(notice, stoppingToken))
                await Task.Delay(OthersDelay, time, stoppingToken);
        }
    }

    private async Task<bool> TryTellAsync(BudgetNotice notice, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.TellAsync(notice, cancellationToken);
            return true;
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(failed, notice.Claim.Line.Budget.Name);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What was spent of the budget {Budget} cannot be brought up to date; it is tried again")]
    private partial void LogFailed(Exception exception, string budget);
}
