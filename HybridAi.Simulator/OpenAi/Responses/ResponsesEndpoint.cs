using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary><c>POST …/responses</c> and <c>POST …/responses/input_tokens</c></summary>
internal static class ResponsesEndpoint
{
    public static Task CreateAsync(Exchange exchange) => ReadAsync(exchange, counting: false);

    public static Task CountAsync(Exchange exchange) => ReadAsync(exchange, counting: true);

    private static async Task ReadAsync(Exchange exchange, bool counting)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            if (document is null)
            {
                await exchange.SendErrorAsync(notJson!);
                return;
            }

            var body = document.RootElement;
            exchange.Entry.Model = ModelName.Of(body);
            var (script, plan) = exchange.Draw(exchange.Entry.Model, counting);
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            var error = ResponseRequestReader.Read(body, exchange, script.Seed, out var request);
            if (error is null && !counting)
            {
                error = Conventions.FilterPrompt(request!.Chat.Question)
                    ? new ApiError(ErrorKind.ContentFilter, ScriptedErrors.FilterMessage, "prompt")
                    : LimitGate.Pass(exchange, request.Chat.Prompt.Tokens + Math.Min(request.Chat.MaxTokens ?? 0, 100_000));
            }

            if (error is not null)
                await exchange.SendErrorAsync(error);
            else if (counting)
                await SendCountAsync(exchange, request!);
            else
                await AnswerAsync(exchange, request!, plan, pace);
        }
    }

    private static async Task AnswerAsync(Exchange exchange, ResponseRequest request, CallPlan plan, Pace pace)
    {
        exchange.Entry.Stream = request.Chat.Stream;
        var response = ResponseComposer.Compose(exchange, request, plan.Good);
        exchange.Entry.AnswerId = response.Answer.Id;
        exchange.WriteHeaders();
        if (exchange.Profile.AnswerIdHeader is { } header)
            exchange.Http.Response.Headers[header] = response.Answer.Id;
        var bill = new Bill(exchange, response.Answer.Id, request.Chat.Model.Catalog, request.Chat.Model.Free);
        if (request.Chat.Stream)
        {
            await new ResponseStream(exchange, response, plan, pace, bill, () => Keep(exchange, response)).SendAsync();
            return;
        }

        await BufferedAnswer.SendAsync(exchange, response.Answer, plan, pace, bill, json =>
        {
            Keep(exchange, response);
            new ResponseWriter(exchange.Profile, response, withUsage: !plan.OmitUsage).Write(json, finished: true);
        });
    }

    private static void Keep(Exchange exchange, ResponseAnswer response)
    {
        if (!response.Request.Store)
            return;
        using var buffer = JsonBuffer.Rent();
        new ResponseWriter(exchange.Profile, response, withUsage: true).Write(buffer.Json, finished: true);
        buffer.Json.Flush();
        var simulation = exchange.Simulation;
        var input = response.Request.Input.Select(item => ItemShape.Normalize(item, prefix => simulation.NextId(prefix, 48)));
        var output = response.Status == "failed"
            ? []
            : response.Items.Select(item => ItemShape.Make(json => ItemWriter.Write(json, response.Request, item, whole: true)));
        exchange.Provider.Responses.Add(new StoredResponse(
            response.Answer.Id, exchange.Key, buffer.Bytes.WrittenSpan.ToArray(), [.. input], [.. output]));
    }

    private static async Task SendCountAsync(Exchange exchange, ResponseRequest request)
    {
        using var buffer = JsonBuffer.Rent();
        buffer.Json.WriteStartObject();
        buffer.Json.WriteString("object"u8, "response.input_tokens"u8);
        buffer.Json.WriteNumber("input_tokens"u8, request.Chat.Prompt.Tokens);
        buffer.Json.WriteEndObject();
        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        await exchange.SendJsonAsync(buffer);
    }
}
