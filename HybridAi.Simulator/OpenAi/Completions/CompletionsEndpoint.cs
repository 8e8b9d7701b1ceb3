using System.Text.Json;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Completions;

/// <summary>The older <c>POST …/completions</c></summary>
internal static class CompletionsEndpoint
{
    public static async Task HandleAsync(Exchange exchange)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
        {
            if (document is null)
                await exchange.SendErrorAsync(notJson!);
            else
                await HandleAsync(exchange, document.RootElement);
        }
    }

    private static async Task HandleAsync(Exchange exchange, JsonElement body)
    {
        exchange.Entry.Model = ModelName.Of(body);
        var (script, plan) = exchange.Draw(exchange.Entry.Model);
        var pace = new Pace(plan, exchange.Simulation.Time);
        if (!await exchange.BeginAsync(plan, pace))
            return;
        var error = CompletionRequestReader.Read(body, exchange, script.Seed, out var request)
            ?? LimitGate.Pass(exchange, request!.Chat.Prompt.Tokens + Math.Min(request.Chat.MaxTokens ?? 0, 100_000));
        if (error is not null)
        {
            await exchange.SendErrorAsync(error);
            return;
        }

        var chat = request!.Chat;
        exchange.Entry.Stream = chat.Stream;
        var answer = Compose(exchange, request, plan.Good);
        exchange.Entry.AnswerId = answer.Id;
        exchange.WriteHeaders();
        var bill = new Bill(exchange, answer.Id, chat.Model.Catalog, chat.Model.Free);
        if (chat.Stream)
        {
            await new CompletionStream(exchange, request, answer, plan, pace, bill).SendAsync();
            return;
        }

        await BufferedAnswer.SendAsync(exchange, answer, plan, pace, bill, json => new CompletionWriter(exchange.Profile, request, answer).Write(
            json, bill.NanoDollars(answer.Billed(answer.ReasoningTokens, answer.VisibleTokens)), withUsage: !plan.OmitUsage));
    }

    private static ChatAnswer Compose(Exchange exchange, CompletionRequest request, bool good)
    {
        var simulation = exchange.Simulation;
        var choices = new List<ChoiceAnswer>();
        foreach (var prompt in request.Prompts)
        {
            var asked = request.Chat with { Messages = [new ChatMessage("user", prompt)], Question = prompt };
            for (var i = 0; i < request.Chat.Count; i++)
            {
                var choice = ChatComposer.Compose(asked, exchange.Profile, Randomness.Mix(request.Chat.Prompt.Hash, (ulong)choices.Count), good, () => "");
                choices.Add(request.Echo ? choice with { Content = prompt + choice.Content } : choice);
            }
        }

        return new ChatAnswer
        {
            Id = simulation.NextId("cmpl-", 29),
            Created = simulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            Model = request.Chat.Model.AnswerName,
            Fingerprint = "",
            Choices = choices,
            PromptTokens = request.Chat.Prompt.Tokens,
        };
    }
}
