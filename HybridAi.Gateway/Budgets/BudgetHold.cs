using HybridAi.Core.Budgets;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Budgets;

/// <summary>
/// What a request has reserved, from its plan to its record. A stream may be followed while a second attempt beside it is added; else one thing happens at a time.
/// </summary>
internal sealed class BudgetHold(Exchange exchange, IBudgetStore store, List<BudgetClaim> claims, long nanoDollars, TimeSpan lease)
{
    // A stream that has outgrown what is reserved for it is given half as much again, and not less than this.
    private const int LeastStep = 256;

    private Deployment? _followed;
    private long _covered, _nanoDollars = nanoDollars, _abandoned, _added;

    /// <summary>The counters that count it.</summary>
    public List<BudgetClaim> Claims { get; } = claims;

    /// <summary>Reserves more if a stream has brought more output than was expected. It goes on in any case: it has been begun.</summary>
    /// <param name="deployment">Where it comes from.</param>
    /// <param name="outputTokens">About how many output tokens came so far.</param>
    public void Follow(Deployment deployment, int outputTokens)
    {
        if (!ReferenceEquals(_followed, deployment))
            (_followed, _covered) = (deployment, CostEstimate.OutputOf(exchange, deployment));
        if (outputTokens <= _covered)
            return;
        _covered = outputTokens + Math.Max(LeastStep, outputTokens / 2);
        var cost = CostEstimate.Of(exchange, deployment, _covered)?.NanoDollars ?? 0;
        lock (Claims)
            RaiseTo(_abandoned + _added + cost);
    }

    /// <summary>Reserves what a second attempt beside the first may cost, if no budget that can refuse comes near to it.</summary>
    /// <param name="nanoDollars">What it may cost.</param>
    /// <param name="mostUsed">The share of such a budget that may be used up then.</param>
    /// <returns>Whether it was reserved; not if nobody knows how a budget stands.</returns>
    public async ValueTask<bool> TryAddAsync(long nanoDollars, double mostUsed)
    {
        // What is reserved already, once more: it changes nothing and tells how the counters stand.
        if (!HaveRoom(await ReserveAsync(), nanoDollars, mostUsed))
            return false;
        lock (Claims)
        {
            _added = nanoDollars;
            _nanoDollars += nanoDollars;
        }

        // And again with it: of those that saw the same room at the same time each sees the others' now.
        return HaveRoom(await ReserveAsync(), 0, mostUsed);
    }

    /// <summary>Reserves in more counters what the request may cost at a deployment that was not planned.</summary>
    /// <param name="claims">The counters.</param>
    /// <param name="nanoDollars">What it may cost there.</param>
    public void Extend(IEnumerable<BudgetClaim> claims, long nanoDollars)
    {
        foreach (var claim in claims)
        {
            if (!Claims.Contains(claim))
                Claims.Add(claim);
        }

        _nanoDollars = Math.Max(_nanoDollars, _abandoned + nanoDollars);
        Reserve();
    }

    /// <summary>Reserves more for the next attempt, if the last one may have cost something.</summary>
    public void Abandon(Cost? cost)
    {
        if (cost is not { NanoDollars: > 0 and var spent })
            return;
        // What was reserved for an attempt beside the first covers the one of both that is given up.
        var fresh = Math.Max(0, spent - _added);
        (_abandoned, _added) = (_abandoned + spent, 0);
        RaiseTo(_nanoDollars + fresh);
    }

    private void RaiseTo(long nanoDollars)
    {
        if (nanoDollars <= _nanoDollars)
            return;
        _nanoDollars = nanoDollars;
        Reserve();
    }

    private void Reserve()
    {
        // Not waited for: it turns nobody away, and if it is lost the settlement counts all the same.
        _ = ReserveAsync().AsTask();
    }

    private ValueTask<BudgetReply> ReserveAsync() => store.ReserveAsync(exchange.Id, Entries(), _nanoDollars, lease);

    private bool HaveRoom(in BudgetReply reply, long nanoDollars, double mostUsed)
    {
        var figures = reply.Figures;
        for (var i = 0; i < Claims.Count; i++)
        {
            var line = Claims[i].Line;
            if (line.Budget.Action != BudgetAction.Alert
                && (i >= figures.Length || figures[i].IsUnknown || figures[i].Spent + figures[i].Reserved + nanoDollars > mostUsed * line.Limit))
                return false;
        }

        return true;
    }

    private BudgetEntry[] Entries()
    {
        var entries = new BudgetEntry[Claims.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new BudgetEntry(Claims[i].Window, Claims[i].Subject, BudgetEntry.Unbounded);
        return entries;
    }
}
