using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Gemini.Answers;

/// <summary><c>POST …/models/{model}:generateContent</c> and <c>:streamGenerateContent</c></summary>
internal static class GenerateEndpoint
{
    public static async Task HandleAsync(Exchange exchange, string name, bool stream)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            exchange.Entry.Model = name;
            if (document is null)
            {
                await exchange.SendErrorAsync(notJson!);
                return;
            }

            var script = exchange.Provider.Script.For(name);
            var plan = script.Draw();

            // A blocked prompt is an answer here, not an error.
            var blocked = plan.Error is { Kind: ScriptedErrorKind.ContentFilter, Status: null };
            if (blocked)
                plan = plan with { Error = null };
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            GenerateRequest? request = null;
            var error = GeminiModels.Find(exchange, name, stream ? "streamGenerateContent" : "generateContent", "chat", out var model)
                ?? GenerateRequestReader.Read(document.RootElement, model!, exchange.Profile, script.Seed, stream, out request)
                ?? LimitGate.Pass(exchange, request!.Chat.Prompt.Tokens + Math.Min(request.Chat.MaxTokens ?? 0, 100_000));
            if (error is not null)
                await exchange.SendErrorAsync(error);
            else
                await AnswerAsync(exchange, request!, plan, pace, blocked || Conventions.FilterPrompt(request!.Chat.Question));
        }
    }

    private static async Task AnswerAsync(Exchange exchange, GenerateRequest request, CallPlan plan, Pace pace, bool blocked)
    {
        exchange.Entry.Stream = request.Chat.Stream;
        var answer = Finished(request, ChatEndpoint.Compose(exchange, request.Chat, plan.Good));
        if (blocked)
            answer = answer with { Choices = [] };
        exchange.Entry.AnswerId = answer.Id;
        exchange.WriteHeaders();
        var bill = new Bill(exchange, answer.Id, request.Chat.Model.Catalog, request.Chat.Model.Free);
        if (!request.Chat.Stream)
        {
            var whole = new WholeAnswer(exchange, answer.ReasoningTokens, answer.VisibleTokens, plan, pace, bill, answer.Billed);
            await whole.SendAsync(json => GenerateWriter.Write(json, request, answer, withUsage: !plan.OmitUsage));
            return;
        }

        using var buffer = JsonBuffer.Rent();
        var pieces = StreamPiece.Cut(request.Chat, answer, exchange.Profile);
        var stream = new PieceStream(exchange, pieces, answer.Choices.Count, plan, pace, bill, answer.Billed);
        await stream.SendAsync(buffer, new GenerateStreamWriter(buffer, exchange.Profile, request, answer, GeminiRoutes.IsSse(exchange.Http), withUsage: !plan.OmitUsage));
    }

    /// <summary>The answer in the words of this wire.</summary>
    private static ChatAnswer Finished(GenerateRequest request, ChatAnswer answer) =>
        answer with { Choices = [.. answer.Choices.Select(choice => FinishedChoice(request, choice))] };

    private static ChoiceAnswer FinishedChoice(GenerateRequest request, ChoiceAnswer choice)
    {
        if (request.BareEnum && choice.Content is ['"', .. var word, '"'])
            choice = choice with { Content = word, VisibleTokens = Tokenizer.Count(word) };
        var calls = choice.ToolCalls.Where(call => GenerateWriter.IsObject(call.Arguments)).ToArray();
        var broken = calls.Length < choice.ToolCalls.Count;
        return choice with
        {
            ToolCalls = calls,
            VisibleTokens = broken ? Tokenizer.Count(choice.Content ?? "") + calls.Sum(call => call.Tokens) : choice.VisibleTokens,
            FinishReason = choice.FinishReason switch
            {
                "length" => "MAX_TOKENS",
                "content_filter" => "SAFETY",
                _ => broken ? "MALFORMED_FUNCTION_CALL" : "STOP",
            },
        };
    }
}
