namespace HybridAi.Simulator.Invoices;

/// <summary>What a provider bills for a model, since the start.</summary>
internal sealed record InvoiceTotal(string Provider, string Model, long Calls, BilledTokens Tokens, decimal NanoDollars)
{
    public decimal Usd => NanoDollars / 1_000_000_000m;
}
