using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Anthropic.Messages;

/// <summary><c>POST /v1/messages/count_tokens</c>: what the same request would count as input. It costs nothing.</summary>
internal static class CountTokensEndpoint
{
    public static async Task HandleAsync(Exchange exchange, ApiVersion version)
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
            var plan = script.DrawListing();
            if (!await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time)))
                return;
            if (RequestReader.Read(document.RootElement, version, counting: true, exchange, script.Seed, out var request) is { } error)
            {
                await exchange.SendErrorAsync(error);
                return;
            }

            using var buffer = JsonBuffer.Rent();
            buffer.Json.WriteStartObject();
            buffer.Json.WriteNumber("input_tokens"u8, request!.Chat.Prompt.Tokens);
            buffer.Json.WriteEndObject();
            exchange.WriteHeaders();
            exchange.Settle(Outcome.Completed, 200);
            await exchange.SendJsonAsync(buffer);
        }
    }
}
