using HybridAi.Core.Resilience.Hedging;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Hedging;

/// <summary>Decides which requests may be hedged, and keeps account of what that costs.</summary>
internal sealed class Hedges(HedgingOptions options, HedgeSpending spending, AttemptRules rules)
{
    /// <summary>Begins to watch a request that is to be hedged. Of all others it costs this look at its options.</summary>
    public void Open(Exchange exchange)
    {
        if (!(exchange.Rules.Hedge ?? exchange.Options.Hedge ?? options.Enabled))
            return;
        var hedge = exchange.Hedge = new RequestHedge();
        if (!exchange.Api.IsChat())
            hedge.Refuse(exchange, "not-a-chat", "only chats are");
        else if (SideEffects.Find(exchange) is { } effect)
            hedge.Refuse(exchange, "side-effects", effect);
        else if (!rules.MayFallBack)
            hedge.Refuse(exchange, "no-alternative", "no other deployment is ever tried ('Routing:Fallback')");
        else if (exchange.Plan.Length < 2)
            hedge.Refuse(exchange, "no-alternative", "its plan has no other deployment");
        else
        {
            hedge.IsCounted = true;
            spending.Begin();
        }
    }

    /// <summary>Counts what a request has cost, however it ended. Once; again does nothing.</summary>
    public void Settle(Exchange exchange)
    {
        if (exchange.Hedge is not { IsCounted: true } hedge)
            return;
        hedge.IsCounted = false;
        spending.Settle(exchange.Record?.Cost?.NanoDollars, hedge.ExtraNanoDollars, hedge.Aside);
    }
}
