using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Delivery;

/// <summary>Sends an answer in one piece, at the pace and with the faults of the script.</summary>
internal static class BufferedAnswer
{
    /// <param name="exchange">The request.</param>
    /// <param name="answer">What it counts.</param>
    /// <param name="plan">The script's faults.</param>
    /// <param name="pace">The script's waiting.</param>
    /// <param name="bill">What is written when it has been sent.</param>
    /// <param name="write">Writes the body.</param>
    public static async Task SendAsync(
        Exchange exchange, ChatAnswer answer, CallPlan plan, Pace pace, Bill bill, Action<Utf8JsonWriter> write)
    {
        var tokens = answer.Billed(answer.ReasoningTokens, answer.VisibleTokens);
        try
        {
            await pace.WaitForTokenAsync(answer.CompletionTokens, exchange.Aborted);
            if (plan.StreamError is not null)
            {
                await exchange.SendErrorAsync(new ApiError(ErrorKind.ServerError, "The server had an error while processing your request. Sorry about that!"));
                return;
            }

            using var buffer = JsonBuffer.Rent();
            write(buffer.Json);
            if (plan.HasFault)
            {
                await SendFaultyAsync(exchange, buffer, answer, plan, bill);
                return;
            }

            bill.Write(tokens, exchange.Aborted.IsCancellationRequested ? Outcome.Cancelled : Outcome.Completed);
            await exchange.SendJsonAsync(buffer);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            bill.Write(Partly(answer, pace.TokensByNow(answer.CompletionTokens)), Outcome.Cancelled);
            throw;
        }
    }

    private static async Task SendFaultyAsync(Exchange exchange, JsonBuffer buffer, ChatAnswer answer, CallPlan plan, Bill bill)
    {
        await buffer.Json.FlushAsync(exchange.Aborted);
        var half = buffer.Bytes.WrittenMemory[..(buffer.Bytes.WrittenCount / 2)];
        exchange.Http.Response.ContentType = "application/json";
        var fault = plan.Cut ?? plan.Stall;
        if (fault is null)
        {
            exchange.Http.Response.ContentLength = half.Length;
            bill.Write(answer.Billed(answer.ReasoningTokens, answer.VisibleTokens), Outcome.Completed);
            await exchange.Http.Response.Body.WriteAsync(half, exchange.Aborted);
            return;
        }

        if (fault.AfterTokens > 0)
        {
            exchange.Http.Response.ContentLength = buffer.Bytes.WrittenCount;
            await exchange.Http.Response.Body.WriteAsync(half, exchange.Aborted);
            await exchange.Http.Response.Body.FlushAsync(exchange.Aborted);
        }

        if (plan.Cut is not null)
        {
            bill.Write(Partly(answer, fault.AfterTokens), Outcome.Cut);
            await Connections.BreakAsync(exchange);
            return;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Simulation.Time, exchange.Aborted);
    }

    // Reasoning is made first.
    private static BilledTokens Partly(ChatAnswer answer, int made)
    {
        made = Math.Min(made, answer.CompletionTokens);
        var reasoning = Math.Min(made, answer.ReasoningTokens);
        return answer.Billed(reasoning, made - reasoning);
    }
}
