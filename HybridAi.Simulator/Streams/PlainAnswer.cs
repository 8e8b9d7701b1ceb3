using System.Text.Json;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Streams;

/// <summary>Sends an answer that is not made token by token, such as embeddings, with the faults of the script.</summary>
internal static class PlainAnswer
{
    public static async Task SendAsync(Exchange exchange, CallPlan plan, Pace pace, Bill bill, BilledTokens tokens, Action<Utf8JsonWriter> write)
    {
        if (!await BeginAsync(exchange, plan, pace, bill, tokens))
            return;
        using var buffer = JsonBuffer.Rent();
        write(buffer.Json);
        exchange.WriteHeaders();
        bill.Write(tokens, Outcome.Completed);
        if (plan.Malformed is null)
        {
            await exchange.SendJsonAsync(buffer);
            return;
        }

        await buffer.Json.FlushAsync(exchange.Aborted);
        exchange.Http.Response.ContentType = "application/json";
        await exchange.Http.Response.Body.WriteAsync(buffer.Bytes.WrittenMemory[..(buffer.Bytes.WrittenCount / 2)], exchange.Aborted);
    }

    /// <summary>The same of an answer in pieces that are not JSON; a script's cut or stall comes behind so many of them.</summary>
    public static async Task SendPiecesAsync(
        Exchange exchange, CallPlan plan, Pace pace, Bill bill, BilledTokens tokens, string contentType, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var early = plan with { Cut = plan.Cut is { AfterTokens: 0 } ? plan.Cut : null, Stall = plan.Stall is { AfterTokens: 0 } ? plan.Stall : null };
        if (!await BeginAsync(exchange, early, pace, bill, tokens))
            return;
        exchange.WriteHeaders();
        exchange.Http.Response.ContentType = contentType;
        try
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                await pace.WaitForTokenAsync(i, exchange.Aborted);
                if (plan.Stall is { } stall && i >= stall.AfterTokens)
                    await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Simulation.Time, exchange.Aborted);
                if (plan.Cut is { } cut && i >= cut.AfterTokens)
                {
                    bill.Write(tokens, Outcome.Cut);
                    await Connections.BreakAsync(exchange);
                    return;
                }

                if (i == pieces.Count - 1)
                    bill.Write(tokens, Outcome.Completed);
                await exchange.Http.Response.Body.WriteAsync(pieces[i], exchange.Aborted);
                await exchange.Http.Response.Body.FlushAsync(exchange.Aborted);
            }
        }
        catch (OperationCanceledException)
        {
            bill.Write(tokens, Outcome.Cancelled);
            throw;
        }
    }

    // False: the script has broken the connection.
    private static async Task<bool> BeginAsync(Exchange exchange, CallPlan plan, Pace pace, Bill bill, BilledTokens tokens)
    {
        try
        {
            if (plan.Stall is not null)
                await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Simulation.Time, exchange.Aborted);
            await pace.WaitForTokenAsync(0, exchange.Aborted);
        }
        catch (OperationCanceledException)
        {
            bill.Write(tokens, Outcome.Cancelled);
            throw;
        }

        if (plan.Cut is null)
            return true;
        bill.Write(tokens, Outcome.Cut);
        await Connections.BreakAsync(exchange);
        return false;
    }
}
