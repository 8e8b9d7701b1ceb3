using HybridAi.Simulator.Logs;

namespace HybridAi.Simulator.Invoices;

/// <summary>One billed call.</summary>
internal sealed record InvoiceLine(
    string Id, string Provider, string Model, BilledTokens Tokens, long NanoDollars, Outcome Outcome, bool Priced, DateTimeOffset At)
{
    /// <summary>It was a line of a batch, at half the price.</summary>
    public bool Batch { get; init; }
}
