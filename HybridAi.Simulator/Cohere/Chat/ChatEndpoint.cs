using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Cohere.Requests;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Cohere.Chat;

/// <summary><c>POST /v2/chat</c></summary>
internal static class ChatEndpoint
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            if (document is null)
            {
                await exchange.SendErrorAsync(notJson!);
                return;
            }

            exchange.Entry.Model = ModelName.Of(document.RootElement);
            var script = exchange.Provider.Script.For(exchange.Entry.Model);
            var plan = script.Draw();
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            var error = ChatRequestReader.Read(document.RootElement, exchange.Profile, exchange.Simulation.Catalog, script.Seed, out var request)
                ?? CheckFilter(request!)
                ?? LimitGate.Pass(exchange, request!.Chat.Prompt.Tokens + Math.Min(request.Chat.MaxTokens ?? 0, 100_000));
            if (error is not null)
                await exchange.SendErrorAsync(error);
            else
                await AnswerAsync(exchange, request!, plan, pace);
        }
    }

    private static async Task AnswerAsync(Exchange exchange, CohereRequest request, CallPlan plan, Pace pace)
    {
        exchange.Entry.Stream = request.Chat.Stream;
        var answer = CohereAnswer.From(
            request, OpenAi.Chat.ChatEndpoint.Compose(exchange, request.Chat, plan.Good), CohereIds.Next(exchange.Simulation));
        exchange.Entry.AnswerId = answer.Chat.Id;
        exchange.WriteHeaders();
        var bill = new Bill(exchange, answer.Chat.Id, request.Chat.Model.Catalog, request.Chat.Model.Free);
        if (!request.Chat.Stream)
        {
            var whole = new WholeAnswer(exchange, answer.Chat.ReasoningTokens, answer.Chat.VisibleTokens, plan, pace, bill, answer.Billed);
            await whole.SendAsync(json => ChatWriter.Write(json, answer, withUsage: !plan.OmitUsage));
            return;
        }

        using var buffer = JsonBuffer.Rent();
        var stream = new PieceStream(exchange, StreamPiece.Cut(request.Chat, answer.Chat, exchange.Profile), 1, plan, pace, bill, answer.Billed);
        await stream.SendAsync(buffer, new ChatEventWriter(buffer, answer, withUsage: !plan.OmitUsage));
    }

    private static ApiError? CheckFilter(CohereRequest request) => Conventions.FilterPrompt(request.Chat.Question)
        ? new ApiError(ErrorKind.ContentFilter, ScriptedErrors.FilterMessage)
        : null;
}
