using System.Text.Json;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Streams;

/// <summary>Sends an answer that has no output tokens, such as embeddings, with the faults of the script.</summary>
internal static class PlainAnswer
{
    public static async Task SendAsync(Exchange exchange, CallPlan plan, Pace pace, Bill bill, BilledTokens tokens, Action<Utf8JsonWriter> write)
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

        if (plan.Cut is not null)
        {
            bill.Write(tokens, Outcome.Cut);
            await Connections.BreakAsync(exchange);
            return;
        }

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
}
