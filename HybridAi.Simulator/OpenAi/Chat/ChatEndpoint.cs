using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Delivery;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Chat;

/// <summary><c>POST …/chat/completions</c></summary>
internal static class ChatEndpoint
{
    /// <param name="exchange">The request.</param>
    /// <param name="deployment">The model when the path names it.</param>
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

            var body = document.RootElement;
            exchange.Entry.Model = ModelName.Of(body) ?? deployment;
            var (script, plan) = exchange.Draw(exchange.Entry.Model);
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            var error = ChatRequestReader.Read(body, deployment, exchange.Profile, exchange.Catalog, script.Seed, out var request)
                ?? CheckFilter(request!)
                ?? LimitGate.Pass(exchange, request!.Prompt.Tokens + Math.Min(request.MaxTokens ?? 0, 100_000));
            if (error is not null)
            {
                await exchange.SendErrorAsync(error);
                return;
            }

            await AnswerAsync(exchange, request!, plan, pace);
        }
    }

    private static async Task AnswerAsync(Exchange exchange, ChatRequest request, CallPlan plan, Pace pace)
    {
        exchange.Entry.Stream = request.Stream;
        var answer = Compose(exchange, request, plan.Good);
        exchange.Entry.AnswerId = answer.Id;
        exchange.WriteHeaders();
        if (exchange.Profile.AnswerIdHeader is { } header)
            exchange.Http.Response.Headers[header] = answer.Id;
        var bill = new Bill(exchange, answer.Id, request.Model.Catalog, request.Model.Free);
        if (request.Stream)
            await new ChatStream(exchange, request, answer, plan, pace, bill).SendAsync();
        else
            await BufferedAnswer.SendAsync(exchange, answer, plan, pace, bill, json => ChatBodyWriter.Write(
                json, exchange.Profile, request, answer, bill.NanoDollars(answer.Billed(answer.ReasoningTokens, answer.VisibleTokens)), withUsage: !plan.OmitUsage));
    }

    /// <summary>What the provider answers, the same on every wire.</summary>
    public static ChatAnswer Compose(Exchange exchange, ChatRequest request, bool good)
    {
        var profile = exchange.Profile;
        var simulation = exchange.Simulation;
        var cacheable = profile.PromptCaching && request.AudioTokens == 0;
        var (cached, written) = cacheable ? exchange.Provider.Cache.Use(exchange.Key, request.Model.Catalog.Id, request.Prompt) : (0, 0);
        var choices = new ChoiceAnswer[request.Count];
        for (var i = 0; i < choices.Length; i++)
        {
            choices[i] = ChatComposer.Compose(
                request, profile, Randomness.Mix(request.Prompt.Hash, (ulong)i), good,
                () => simulation.NextId(profile.ToolCallIdPrefix, profile.ToolCallIdLength));
            if (profile.SignsCalls)
                choices[i] = CompatibleSignatures.Sign(choices[i], request.Model.Catalog);
        }

        return new ChatAnswer
        {
            Id = simulation.NextId(profile.IdPrefix, 29),
            Created = simulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            Model = request.Model.AnswerName,
            Fingerprint = Fingerprint(exchange, request),
            Choices = choices,
            PromptTokens = request.Prompt.Tokens,
            CachedTokens = cached,

            // Written tokens are told apart only where they have a price of their own.
            CacheWriteTokens = WritesAreBilled(request) ? written : 0,
            AudioPromptTokens = request.AudioTokens,
            AudioOutput = request.AudioFormat is not null,
        };
    }

    /// <summary>Writing to the cache has a price of its own.</summary>
    public static bool WritesAreBilled(ChatRequest request) =>
        request.Model.Catalog.Prices is [.., { Rates.CacheWrite: not null }];

    private static string Fingerprint(Exchange exchange, ChatRequest request)
    {
        var meter = new PromptMeter(unchecked((ulong)exchange.Provider.Script.Seed));
        meter.AddHash(request.Model.Catalog.Id);
        return $"fp_{meter.Hash & 0xFFFFFFFFFF:x10}";
    }

    private static ApiError? CheckFilter(ChatRequest request) => Conventions.FilterPrompt(request.Question)
        ? new ApiError(ErrorKind.ContentFilter, ScriptedErrors.FilterMessage, "prompt")
        : null;
}
