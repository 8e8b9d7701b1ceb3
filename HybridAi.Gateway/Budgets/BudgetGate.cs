using HybridAi.Core.Budgets;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Resilience;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Budgets;

/// <summary>
/// Reserves what a planned request may cost in every budget that counts it, and settles what it did cost. A request that a budget turns away may go on without some of
/// its candidates, or with a cheaper model; else it is told why not.
/// </summary>
internal sealed class BudgetGate(IBudgetStore store, BudgetKeeper keeper, BudgetNotices notices, CheaperModel cheaper, FallbackTargets targets, UpstreamOptions upstream)
{
    // Behind the longest time that a request can take, its reservation ends by itself: then its gateway is dead.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Reserves.</summary>
    /// <returns>Why the request must not go on, or null.</returns>
    public ValueTask<GatewayError?> ReserveAsync(Exchange exchange) => exchange.Snapshot.Budgets.IsEmpty || exchange.Api == InferenceApi.CountTokens
        ? default
        : TakeAsync(exchange);

    /// <summary>
    /// Asks the budgets of a deployment that was not planned, of a fallback chain, whether a request may go on with it; if so, what it may cost there is reserved, too.
    /// </summary>
    public ValueTask<bool> MayTryAsync(Exchange exchange, Deployment deployment) =>
        exchange.Snapshot.Budgets.IsEmpty || exchange.Api == InferenceApi.CountTokens || Array.IndexOf(exchange.Plan, deployment) >= 0 ? new(true) : ExtendAsync(exchange, deployment);

    /// <summary>
    /// Asks whether all budgets of a request leave room for a second attempt beside the first; if so, what that may cost at its deployment, which is of the plan, is reserved, too.
    /// </summary>
    /// <param name="exchange">The request.</param>
    /// <param name="deployment">Where the second attempt would be made.</param>
    /// <param name="mostUsed">The share of a budget that may be used up with it.</param>
    public static ValueTask<bool> MayHedgeAsync(Exchange exchange, Deployment deployment, double mostUsed) =>
        exchange.Budget is { } hold ? hold.TryAddAsync(CostEstimate.Of(exchange, deployment)?.NanoDollars ?? 0, mostUsed) : new(true);

    /// <summary>Replaces what a request has reserved by what it cost, by its record.</summary>
    public ValueTask SettleAsync(Exchange exchange, UsageRecord record) =>
        exchange.Snapshot.Budgets.IsEmpty || exchange.Api == InferenceApi.CountTokens || (exchange.Budget is null && (record.Provider is null || exchange.Cache is { IsAnswered: true })) ? default : SettleAllAsync(exchange, record);

    /// <summary>Counts what a call cost that was made outside of the gateway, in the periods that still run.</summary>
    public async ValueTask SettleExternalAsync(BudgetSet set, Caller caller, UsageRecord record, DateTimeOffset now)
    {
        if (set.IsEmpty)
            return;
        var claims = new List<BudgetClaim>(8);
        set.CollectCaller(caller, record.Tags, record.At, claims);
        set.CollectDeployment(record.Provider!, record.Model!, record.At, claims);
        claims.RemoveAll(claim => claim.Window.End <= now);
        await SettleClaimsAsync(record.Id, record, claims);
    }

    private async ValueTask SettleAllAsync(Exchange exchange, UsageRecord record)
    {
        var (set, claims) = (exchange.Snapshot.Budgets, exchange.Budget?.Claims ?? []);
        // Whoever has answered in the end need not have been planned.
        if (record.Provider is { } provider)
            set.CollectDeployment(provider, record.Model!, exchange.At, claims);
        for (var i = 0; i < (record.AbandonedAttempts?.Count ?? 0); i++)
            set.CollectDeployment(record.AbandonedAttempts![i].Provider, record.AbandonedAttempts[i].Model, exchange.At, claims);
        await SettleClaimsAsync(exchange.Id, record, claims);
    }

    private async ValueTask SettleClaimsAsync(Guid request, UsageRecord record, List<BudgetClaim> claims)
    {
        if (claims.Count == 0)
            return;
        var entries = new BudgetEntry[claims.Count];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new BudgetEntry(claims[i].Window, claims[i].Subject, BudgetSpending.Of(record, claims[i]));
        var reply = await store.SettleAsync(request, entries);
        if (reply.Verdict == BudgetVerdict.Lost)
            keeper.SettleLater(request, entries);
        else
            notices.Check(claims, reply.Figures);
    }

    private async ValueTask<bool> ExtendAsync(Exchange exchange, Deployment deployment)
    {
        var claims = new List<BudgetClaim>(4);
        exchange.Snapshot.Budgets.CollectDeployment(deployment.Provider, deployment.Model, exchange.At, claims);
        var amount = CostEstimate.Of(exchange, deployment)?.NanoDollars;
        foreach (var claim in claims)
        {
            if (amount is null ? claim.Line.Budget.Unpriced != UnpricedPolicy.Block : amount == 0 || claim.Line.Budget.Action == BudgetAction.Alert || !await IsUsedUpAsync(claim))
                continue;
            exchange.Decide("budget", $"{deployment.Id} was left out: {BudgetErrors.Describe(claim)} {(amount is null ? "does not let pass what has no known price" : "is used up")}.");
            return false;
        }

        if (exchange.Budget is null && claims.Count == 0)
            return true;
        exchange.Budget ??= new BudgetHold(exchange, store, [], 0, LeaseOf(exchange));
        exchange.Budget.Extend(claims, amount ?? 0);
        return true;
    }

    private async ValueTask<bool> IsUsedUpAsync(BudgetClaim claim) =>
        await store.ReadAsync(claim.Window) is { } figures && figures.TryGetValue(claim.Subject, out var known) && known.HaveUsedUp(claim.Line.Limit);

    private TimeSpan LeaseOf(Exchange exchange) => (exchange.Options.Timeout ?? upstream.TotalTimeout) + Grace;

    private async ValueTask<GatewayError?> TakeAsync(Exchange exchange)
    {
        HashSet<BudgetLine>? downgraded = null;
        var waited = false;
        while (true)
        {
            var claims = ClaimsOf(exchange);
            if (claims.Count == 0)
                return null;
            if (LeaveOutUnpriced(exchange, claims, out var changed) is { } unpriced)
                return unpriced;
            if (changed)
                continue;
            var amount = AmountOf(exchange);
            var lease = LeaseOf(exchange);
            var reply = await store.ReserveAsync(exchange.Id, EntriesOf(claims, downgraded, amount), amount ?? 0, lease);
            if (reply.Verdict == BudgetVerdict.Unknown && !waited)
            {
                waited = true;
                await keeper.RebuildAsync(exchange.Snapshot.Budgets, claims, reply.Figures);
                continue;
            }

            if (reply.Verdict == BudgetVerdict.Exhausted)
            {
                notices.Check(claims, reply.Figures, refused: true);
                if (Resort(exchange, claims, reply.Figures, ref downgraded) is { } refusal)
                    return refusal;
                continue;
            }

            // That one counter is not known does not lift those that are.
            for (var i = 0; reply.Verdict == BudgetVerdict.Unknown && i < claims.Count; i++)
            {
                if (claims[i].Line.Budget.Action == BudgetAction.Block && amount != 0 && reply.Figures[i].HaveUsedUp(claims[i].Line.Limit))
                    return Refuse(exchange, BudgetErrors.UsedUp(claims[i], reply.Figures[i], exchange.At));
            }

            if (reply.Verdict != BudgetVerdict.Done && WithoutCounters(exchange, claims) is { } away)
                return away;
            exchange.Budget = new BudgetHold(exchange, store, claims, amount ?? 0, lease);
            notices.Check(claims, reply.Figures);
            return null;
        }
    }

    private static List<BudgetClaim> ClaimsOf(Exchange exchange)
    {
        var claims = new List<BudgetClaim>(8);
        exchange.Snapshot.Budgets.CollectCaller(exchange.Caller, exchange.Options.Tags, exchange.At, claims);
        foreach (var deployment in exchange.Plan)
            exchange.Snapshot.Budgets.CollectDeployment(deployment.Provider, deployment.Model, exchange.At, claims);
        return claims;
    }

    // At the dearest of the plan; null if nobody knows the price of any.
    private static long? AmountOf(Exchange exchange)
    {
        long? most = null;
        foreach (var deployment in exchange.Plan)
        {
            if (CostEstimate.Of(exchange, deployment) is { } cost && !(most >= cost.NanoDollars))
                most = cost.NanoDollars;
        }

        return most;
    }

    // What costs nothing for certain passes a budget of which nothing is left.
    private static BudgetEntry[] EntriesOf(List<BudgetClaim> claims, HashSet<BudgetLine>? downgraded, long? amount)
    {
        var entries = new BudgetEntry[claims.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var line = claims[i].Line;
            var holds = amount != 0 && line.Budget.Action != BudgetAction.Alert && downgraded?.Contains(line) != true;
            entries[i] = new BudgetEntry(claims[i].Window, claims[i].Subject, holds ? line.Limit : BudgetEntry.Unbounded);
        }

        return entries;
    }

    // A plan begins with one that can take the request.
    private Deployment[] WithoutUnable(Exchange exchange, Deployment[] plan)
    {
        var first = 0;
        while (first < plan.Length && !targets.CanTake(exchange, plan[first]))
            first++;
        return first == 0 ? plan : plan[first..];
    }

    private GatewayError? LeaveOutUnpriced(Exchange exchange, List<BudgetClaim> claims, out bool changed)
    {
        changed = false;
        foreach (var claim in claims)
        {
            if (claim.Line.Budget.Unpriced != UnpricedPolicy.Block)
                continue;
            var priced = Array.FindAll(exchange.Plan, deployment => !claim.Counts(deployment.Provider, deployment.Model) || CostEstimate.Of(exchange, deployment) is not null);
            if (priced.Length < exchange.Plan.Length)
                priced = WithoutUnable(exchange, priced);
            if (priced.Length == 0)
                return Refuse(exchange, BudgetErrors.Unpriced(claim.Line.Budget, exchange.RequestedModel));
            if (priced.Length == exchange.Plan.Length)
                continue;
            exchange.Plan = priced;
            exchange.Decide("budget", $"Deployments without a known price were left out: the budget '{claim.Line.Budget.Name}' does not let them pass.");
            changed = true;
            return null;
        }

        return null;
    }

    // First without those candidates that a budget of their own turns away, then with a cheaper model.
    private GatewayError? Resort(Exchange exchange, List<BudgetClaim> claims, BudgetFigures[] figures, ref HashSet<BudgetLine>? downgraded)
    {
        var spent = downgraded;
        var used = Enumerable.Range(0, claims.Count).Where(i => claims[i].Line.Budget.Action != BudgetAction.Alert && spent?.Contains(claims[i].Line) != true && figures[i].HaveUsedUp(claims[i].Line.Limit)).ToArray();
        var left = Array.FindAll(exchange.Plan, deployment => !Array.Exists(used, i => claims[i].IsOfDeployment && claims[i].Counts(deployment.Provider, deployment.Model)));
        if (left.Length < exchange.Plan.Length)
            left = WithoutUnable(exchange, left);
        var hard = Array.FindAll(used, i => left.Length == 0 || !claims[i].IsOfDeployment);
        foreach (var i in hard)
        {
            if (claims[i].Line.Budget.Action == BudgetAction.Block)
                return Refuse(exchange, BudgetErrors.UsedUp(claims[i], figures[i], exchange.At));
        }

        if (left.Length > 0 && left.Length < exchange.Plan.Length)
        {
            exchange.Plan = left;
            exchange.Decide("budget", $"{BudgetErrors.Describe(claims[used.First(i => claims[i].IsOfDeployment)])} is used up, so that the request goes to others.");
        }

        foreach (var i in hard)
        {
            var before = exchange.Plan[0];
            if (!cheaper.TryPlan(exchange, claims[i].Line.Budget))
                return Refuse(exchange, BudgetErrors.UsedUp(claims[i], figures[i], exchange.At));
            (downgraded ??= []).Add(claims[i].Line);
            Note(exchange, claims[i], before);
        }

        return null;
    }

    private static void Note(Exchange exchange, in BudgetClaim claim, Deployment before)
    {
        var after = exchange.Plan[0];
        if (ReferenceEquals(before, after))
        {
            exchange.Decide("budget", $"{BudgetErrors.Describe(claim)} is used up; no model is cheaper than {after.Id}, so that the request goes on with it.");
            return;
        }

        exchange.BudgetStatus = "downgraded";
        exchange.Decide("budget", $"{BudgetErrors.Describe(claim)} is used up, so that the request goes to {after.Id} and not to {before.Id}.");
    }

    private static GatewayError? WithoutCounters(Exchange exchange, List<BudgetClaim> claims)
    {
        foreach (var claim in claims)
        {
            if (claim.Line.Budget.OnStoreLoss == StoreLossPolicy.Closed)
                return Refuse(exchange, BudgetErrors.Away(claim.Line.Budget));
        }

        exchange.Decide("budget", "The counters of budgets are away; the request goes on without, and is counted when they are back.");
        return null;
    }

    private static GatewayError Refuse(Exchange exchange, GatewayError error)
    {
        exchange.BudgetStatus = "blocked";
        exchange.Decide("budget", error.Message);
        return error;
    }
}
