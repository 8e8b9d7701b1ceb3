using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Streams;

/// <summary>Sends an answer in one piece, at the pace and with the faults of the script, whatever the wire.</summary>
/// <param name="exchange">The request.</param>
/// <param name="reasoning">Reasoning tokens of the whole answer; they are made first.</param>
/// <param name="visible">Its other output tokens.</param>
/// <param name="plan">What the script has decided.</param>
/// <param name="pace">The waiting.</param>
/// <param name="bill">The bill.</param>
/// <param name="billed">What is billed when so many reasoning and other tokens have been made.</param>
internal sealed class WholeAnswer(Exchange exchange, int reasoning, int visible, CallPlan plan, Pace pace, Bill bill, Func<int, int, BilledTokens> billed)
{
    private int Tokens => reasoning + visible;

    public async Task SendAsync(Action<Utf8JsonWriter> write)
    {
        try
        {
            await pace.WaitForTokenAsync(Tokens, exchange.Aborted);
            if (plan.StreamError is not null)
            {
                await exchange.SendErrorAsync(new ApiError(ErrorKind.ServerError, ScriptedErrors.ServerMessage));
                return;
            }

            using var buffer = JsonBuffer.Rent();
            write(buffer.Json);
            if (plan.HasFault)
            {
                await SendFaultyAsync(buffer);
                return;
            }

            bill.Write(billed(reasoning, visible), exchange.Aborted.IsCancellationRequested ? Outcome.Cancelled : Outcome.Completed);
            await exchange.SendJsonAsync(buffer);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            bill.Write(Partly(pace.TokensByNow(Tokens)), Outcome.Cancelled);
            throw;
        }
    }

    private async Task SendFaultyAsync(JsonBuffer buffer)
    {
        await buffer.Json.FlushAsync(exchange.Aborted);
        var response = exchange.Http.Response;
        var half = buffer.Bytes.WrittenMemory[..(buffer.Bytes.WrittenCount / 2)];
        response.ContentType = "application/json";
        var fault = plan.Cut ?? plan.Stall;
        if (fault is null)
        {
            response.ContentLength = half.Length;
            bill.Write(billed(reasoning, visible), Outcome.Completed);
            await response.Body.WriteAsync(half, exchange.Aborted);
            return;
        }

        if (fault.AfterTokens > 0)
        {
            response.ContentLength = buffer.Bytes.WrittenCount;
            await response.Body.WriteAsync(half, exchange.Aborted);
            await response.Body.FlushAsync(exchange.Aborted);
        }

        if (plan.Cut is not null)
        {
            bill.Write(Partly(fault.AfterTokens), Outcome.Cut);
            await Connections.BreakAsync(exchange);
            return;
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, exchange.Simulation.Time, exchange.Aborted);
    }

    private BilledTokens Partly(int made)
    {
        made = Math.Min(made, Tokens);
        var thought = Math.Min(made, reasoning);
        return billed(thought, made - thought);
    }
}
