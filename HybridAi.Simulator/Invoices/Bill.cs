using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;

namespace HybridAi.Simulator.Invoices;

/// <summary>The bill of one call: priced by the day on which it began, written once.</summary>
internal sealed class Bill(Exchange exchange, string id, CatalogModel model, bool free)
{
    private readonly PricePeriod? _price = free
        ? null
        : model.PriceOn(DateOnly.FromDateTime(exchange.Simulation.Time.GetUtcNow().UtcDateTime));

    private bool _written;

    public long NanoDollars(BilledTokens tokens) => Pricing.NanoDollars(tokens, _price, exchange.InBatch ? Pricing.BatchShare : 1);

    /// <summary>Writes the invoice line and how the request ended. Later calls do nothing: the first word counts.</summary>
    public void Write(BilledTokens tokens, Outcome outcome)
    {
        if (_written)
            return;
        _written = true;
        exchange.Simulation.Invoice.Add(new InvoiceLine(
            id, exchange.Profile.Name, model.Id, tokens, NanoDollars(tokens), outcome, _price is not null, exchange.Entry.At)
        {
            Batch = exchange.InBatch,
        });
        exchange.Settle(outcome, outcome == Outcome.Cancelled && !exchange.Http.Response.HasStarted ? null : 200);
    }
}
