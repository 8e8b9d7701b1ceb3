using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Resilience;

namespace HybridAi.Gateway.Hedging;

/// <summary>Asks all who have a say in it whether a second attempt may be made beside a first that is late.</summary>
internal sealed class HedgePermits(
    HedgingOptions options, HedgeSpending spending, AttemptRules rules, RequestLimits limits, IProviderLimits providerLimits, IUsageJournal journal)
{
    /// <summary>Asks them, cheapest first. What was granted is taken, and the journal has a marker that knows of both attempts.</summary>
    /// <returns>Leave to make it, to be used or given back by <see cref="Withdraw"/>; null: it is not made, and the request says why.</returns>
    public async Task<HedgePermit?> AskAsync(Exchange exchange, AttemptOrder order, Deployment first)
    {
        var hedge = exchange.Hedge!;
        if (order.PeekPlan() is not { } next)
            hedge.Refuse(exchange, "no-alternative", "no other deployment of its plan can be called now");
        else if (providerLimits.ExhaustedUntil(next) is not null)
            hedge.Refuse(exchange, "limit", $"the provider of {next.Id} takes no more at the moment");
        else if (!CostBound.AllowsBoth(exchange, first, next))
            hedge.Refuse(exchange, "max-cost", $"{first.Id} and {next.Id} together could cost more than 'max-cost' allows");
        else if (spending.TryHedge(HedgeCost.LeastOf(first, next, exchange.Body.Scan.EstimatedInputTokens, exchange.At)) is not { } aside)
            hedge.Refuse(exchange, "spend-bound", "as much as may be spent on hedging was ('Hedging:MaxExtraShare')");
        else if (!order.TryEnter(next, out var call))
        {
            spending.Withdraw(aside);
            hedge.Refuse(exchange, "circuit", $"{next.Id} is not to be called now");
        }
        else
            return await AskFurtherAsync(exchange, first, new HedgePermit(next, call, aside));
        return null;
    }

    /// <summary>Gives back what the attempt was not made with.</summary>
    public void Withdraw(in HedgePermit permit)
    {
        spending.Withdraw(permit.Aside);
        rules.Breakers.Leave(permit.Call, CallVerdict.Unknown, TimeSpan.Zero);
    }

    private async Task<HedgePermit?> AskFurtherAsync(Exchange exchange, Deployment first, HedgePermit permit)
    {
        var (hedge, next, granted) = (exchange.Hedge!, permit.Deployment, false);
        try
        {
            if (!await limits.MayTryAsync(exchange, next))
                hedge.Refuse(exchange, "limit", $"a limit of {next.Id} has no room");
            else if (!await BudgetGate.MayHedgeAsync(exchange, next, options.MaxBudgetUse))
                hedge.Refuse(exchange, "budget", "a budget is nearly used up");
            else if (!(granted = await journal.StartAsync(UsageRecords.InFlight(exchange, next, first))))
                hedge.Refuse(exchange, "journal", "the journal takes no more");
        }
        catch (OperationCanceledException) when (exchange.Unwanted.IsCancellationRequested)
        {
            // Nobody waits any more, and the first attempt knows.
        }
        finally
        {
            if (!granted)
                Withdraw(permit);
        }

        return granted ? permit : null;
    }
}

/// <summary>Leave to make a second attempt.</summary>
/// <param name="Deployment">Where.</param>
/// <param name="Call">Its breaker's leave.</param>
/// <param name="Aside">What is set aside for it of what may be spent on hedging, in nano-dollars.</param>
internal readonly record struct HedgePermit(Deployment Deployment, AdmittedCall Call, long Aside);
