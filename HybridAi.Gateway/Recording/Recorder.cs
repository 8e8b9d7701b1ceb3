using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Recording;

/// <summary>Writes what became of a request to the journal, once, and settles what it cost.</summary>
internal sealed class Recorder(IUsageJournal journal, BudgetGate budgets, GatewayMeters meters, LiveUsage live, UnknownPrices unknownPrices, TimeProvider time)
{
    /// <summary>That no request can be taken, for the caller. Why is the operator's business: the log and /health have it.</summary>
    public static GatewayError Unavailable() => new(
        GatewayErrorCode.JournalUnavailable, "The gateway cannot record requests at the moment, so it takes none. Try again later.");

    /// <summary>Records a request that an attempt decided.</summary>
    public async ValueTask<UsageRecord> RecordAsync(Exchange exchange, AttemptResult result)
    {
        var record = UsageRecords.Final(exchange, result, Elapsed(exchange));
        await WriteAsync(exchange, record);
        return record;
    }

    /// <summary>Records a request that was refused, or whose marker could not be written.</summary>
    public ValueTask RefusedAsync(Exchange exchange, GatewayError error) => WriteAsync(exchange, UsageRecords.Refused(exchange, error, Elapsed(exchange)));

    /// <summary>Records a request that is answered as one before it was.</summary>
    public ValueTask RepeatedAsync(Exchange exchange, Guid original)
    {
        exchange.Decide("idempotency", $"The answer to the request {original}, which had the same Idempotency-Key, was given again.");
        return WriteAsync(exchange, UsageRecords.Repeated(exchange, Elapsed(exchange)));
    }

    /// <summary>Records a request that is given somebody else's answer; see <see cref="UsageRecords.Shared"/>.</summary>
    public ValueTask SharedAsync(Exchange exchange, AnswerSource source, SharedAnswer answer) => WriteAsync(exchange, UsageRecords.Shared(exchange, source, answer, Elapsed(exchange)));

    /// <summary>Records a request whose caller hung up before a provider was called.</summary>
    public ValueTask GoneAsync(Exchange exchange) => WriteAsync(exchange, UsageRecords.Gone(exchange, Elapsed(exchange)));

    /// <summary>Records a request that the gateway itself failed on.</summary>
    public ValueTask BrokenAsync(Exchange exchange, GatewayError error) => WriteAsync(exchange, UsageRecords.Broken(exchange, error, Elapsed(exchange)));

    // A caller can hang up, and anything can break, behind the record as well as before it.
    private async ValueTask WriteAsync(Exchange exchange, UsageRecord record)
    {
        if (exchange.Record is not null)
            return;
        exchange.Record = record;
        meters.Count(record);
        live.Count(record);
        if (record.Cost is null)
            unknownPrices.Warn(record);
        var settling = budgets.SettleAsync(exchange, record);
        await journal.CompleteAsync(record);
        await settling;
    }

    private TimeSpan Elapsed(Exchange exchange) => time.GetElapsedTime(exchange.StartedAt);
}
