using System.Text.Json;
using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Anthropic.Messages;

/// <summary><c>POST /v1/messages</c></summary>
internal static class MessagesEndpoint
{
    /// <summary>The largest body that the provider reads: 32 MiB.</summary>
    private const int MaxBytes = 32 * 1024 * 1024;

    public static async Task HandleAsync(Exchange exchange, ApiVersion version)
    {
        if (exchange.Entry.Body.Length > MaxBytes)
        {
            await exchange.SendErrorAsync(new ApiError(ErrorKind.BodyTooLarge, "Request exceeds the maximum size"));
            return;
        }

        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            if (document is null)
                await exchange.SendErrorAsync(notJson! with { Message = "The request body is not valid JSON: " + notJson.Message });
            else
                await HandleAsync(exchange, version, document.RootElement);
        }
    }

    private static async Task HandleAsync(Exchange exchange, ApiVersion version, JsonElement body)
    {
        exchange.Entry.Model = ModelName.Of(body);
        var script = exchange.Provider.Script.For(exchange.Entry.Model);
        var plan = script.Draw();
        var pace = new Pace(plan, exchange.Simulation.Time);
        if (!await exchange.BeginAsync(plan, pace))
            return;
        var error = RequestReader.Read(body, version, counting: false, exchange, script.Seed, out var request)
            ?? (Conventions.FilterPrompt(request!.Chat.Question) ? new ApiError(ErrorKind.ContentFilter, "Output blocked by content filtering policy") : null)
            ?? LimitGate.Pass(exchange, request.Chat.Prompt.Tokens + Math.Min(request.Chat.MaxTokens ?? 0, 100_000));
        if (error is not null)
        {
            await exchange.SendErrorAsync(error);
            return;
        }

        exchange.Entry.Stream = request!.Chat.Stream;
        var message = MessageComposer.Compose(exchange, request, plan.Good);
        exchange.Entry.AnswerId = message.Answer.Id;
        exchange.WriteHeaders();
        var bill = new Bill(exchange, message.Answer.Id, request.Chat.Model.Catalog, request.Chat.Model.Free);
        if (request.Chat.Stream)
            await new MessageStream(exchange, message, plan, pace, bill).SendAsync();
        else
            await BufferedAnswer.SendAsync(exchange, message.Answer, plan, pace, bill, json => MessageWriter.Write(json, message, withUsage: !plan.OmitUsage));
    }
}
