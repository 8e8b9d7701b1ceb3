using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;
using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Gemini.Answers;

/// <summary><c>POST …/models/{model}:countTokens</c>: free of charge.</summary>
internal static class CountTokensEndpoint
{
    public static async Task HandleAsync(Exchange exchange, string name)
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
            var plan = script.DrawListing();
            if (!await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time)))
                return;
            GenerateRequest? request = null;
            var error = GeminiModels.Find(exchange, name, "countTokens", "chat", out var model)
                ?? Read(document.RootElement, model!, exchange, script.Seed, out request);
            if (error is not null)
            {
                await exchange.SendErrorAsync(error);
                return;
            }

            using var buffer = JsonBuffer.Rent();
            Write(buffer.Json, request!);
            exchange.WriteHeaders();
            exchange.Settle(Outcome.Completed, 200);
            await exchange.SendJsonAsync(buffer);
        }
    }

    private static ApiError? Read(JsonElement body, ServedModel model, Exchange exchange, long seed, out GenerateRequest? request)
    {
        request = null;
        if (ProtoCheck.Check(body, GeminiMessages.CountTokens) is { } error)
            return error;
        var whole = ProtoReader.Get(body, "generateContentRequest");
        if (whole is not null && ProtoReader.Get(body, "contents") is not null)
            return Invalid.Argument("Only one of contents and generate_content_request may be set.");
        return GenerateRequestReader.Read(whole ?? body, model, exchange.Profile, seed, stream: false, out request);
    }

    private static void Write(Utf8JsonWriter json, GenerateRequest request)
    {
        var tokens = request.Chat.Prompt.Tokens;
        json.WriteStartObject();
        json.WriteNumber("totalTokens"u8, tokens);
        json.WriteStartArray("promptTokensDetails"u8);
        GenerateUsage.WriteModalities(json, tokens - request.Modalities.Sum, request.Modalities);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
