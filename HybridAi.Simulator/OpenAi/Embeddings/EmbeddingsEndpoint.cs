using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Embeddings;

/// <summary><c>POST …/embeddings</c></summary>
internal static class EmbeddingsEndpoint
{
    public static async Task HandleAsync(Exchange exchange, string? deployment)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            if (document is null)
            {
                await exchange.SendErrorAsync(notJson!);
                return;
            }

            exchange.Entry.Model = ModelName.Of(document.RootElement) ?? deployment;
            var plan = exchange.Draw(exchange.Entry.Model).Plan;
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            var error = EmbeddingRequestReader.Read(document.RootElement, deployment, exchange.Profile, exchange.Catalog, out var request)
                ?? LimitGate.Pass(exchange, request!.Tokens);
            if (error is not null)
                await exchange.SendErrorAsync(error);
            else
                await AnswerAsync(exchange, request!, plan, pace);
        }
    }

    private static async Task AnswerAsync(Exchange exchange, EmbeddingRequest request, CallPlan plan, Pace pace)
    {
        var id = exchange.Simulation.NextId("embd-", 24);
        exchange.Entry.AnswerId = id;
        var bill = new Bill(exchange, id, request.Model.Catalog, request.Model.Free);
        var tokens = new BilledTokens { Input = request.Tokens };
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
        EmbeddingWriter.Write(buffer.Json, exchange.Profile, request, id, bill.NanoDollars(tokens));
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
