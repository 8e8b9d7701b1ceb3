using System.Collections.Concurrent;
using System.Threading.Channels;
using HybridAi.Core.Budgets;

namespace HybridAi.Gateway.Budgets;

/// <summary>Notices what is to be told of budgets, each thing once in this process; the database sees to it that it is once among all.</summary>
internal sealed class BudgetNotices(TimeProvider time)
{
    private const int MostRemembered = 100_000;
    private const int MostWaiting = 10_000;

    private readonly ConcurrentDictionary<(string Window, string Subject, long NanoDollars), bool> _seen = new();
    private readonly Channel<BudgetNotice> _waiting = Channel.CreateBounded<BudgetNotice>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>What is to be told.</summary>
    public ChannelReader<BudgetNotice> Waiting => _waiting.Reader;

    /// <summary>Looks at how counters stand.</summary>
    /// <param name="claims">The counters.</param>
    /// <param name="figures">How they stand; none where nobody knows.</param>
    /// <param name="refused">Whether somebody was turned away because of it: then what is reserved counts, too.</param>
    public void Check(List<BudgetClaim> claims, BudgetFigures[] figures, bool refused = false)
    {
        for (var i = 0; i < figures.Length; i++)
        {
            if (figures[i].Spent >= claims[i].Line.FirstThreshold || (refused && figures[i].HaveUsedUp(claims[i].Line.Limit)))
                Notice(claims[i], figures[i], refused);
        }
    }

    private void Notice(in BudgetClaim claim, BudgetFigures figures, bool refused)
    {
        if (figures.Spent >= claim.Line.Limit || (refused && figures.HaveUsedUp(claim.Line.Limit)))
            TellOnce(claim, null, claim.Line.Limit + 1, figures);
        for (var i = 0; i < claim.Line.Thresholds.Count; i++)
        {
            var threshold = claim.Line.Thresholds[i];
            if (figures.Spent >= threshold.NanoDollars)
                TellOnce(claim, threshold.Part, threshold.NanoDollars, figures);
        }
    }

    private void TellOnce(in BudgetClaim claim, decimal? part, long nanoDollars, BudgetFigures figures)
    {
        var key = (claim.Window.Id, claim.Subject, nanoDollars);
        if (_seen.ContainsKey(key))
            return;
        // What is forgotten is told again, and then it is the database that knows better.
        if (_seen.Count >= MostRemembered)
            _seen.Clear();
        if (_seen.TryAdd(key, true))
            _waiting.Writer.TryWrite(new BudgetNotice(claim, part, figures, DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds())));
    }
}
