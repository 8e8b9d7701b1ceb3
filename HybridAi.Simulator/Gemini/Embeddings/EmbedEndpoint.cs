using System.Text.Json;
using HybridAi.Simulator.Gemini.Answers;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi.Embeddings;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Gemini.Embeddings;

/// <summary><c>POST …/models/{model}:embedContent</c> and <c>:batchEmbedContents</c></summary>
internal static class EmbedEndpoint
{
    public static async Task HandleAsync(Exchange exchange, string name, bool batch)
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

            var plan = exchange.Provider.Script.For(name).Draw();
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            EmbedRequest? request = null;
            var error = GeminiModels.Find(exchange, name, batch ? "batchEmbedContents" : "embedContent", "embedding", out var model)
                ?? EmbedRequestReader.Read(document.RootElement, model!, batch, out request)
                ?? LimitGate.Pass(exchange, request!.Tokens);
            if (error is not null)
            {
                await exchange.SendErrorAsync(error);
                return;
            }

            var id = exchange.Simulation.NextId("", 24);
            exchange.Entry.AnswerId = id;
            var bill = new Bill(exchange, id, request!.Model.Catalog, request.Model.Free);
            var audio = request.Modalities.Audio;
            await PlainAnswer.SendAsync(
                exchange, plan, pace, bill, new BilledTokens { Input = request.Tokens - audio, AudioInput = audio }, json => Write(json, request, batch));
        }
    }

    private static void Write(Utf8JsonWriter json, EmbedRequest request, bool batch)
    {
        json.WriteStartObject();
        if (batch)
            json.WriteStartArray("embeddings"u8);
        else
            json.WritePropertyName("embedding"u8);
        foreach (var (text, dimensions) in request.Inputs)
        {
            json.WriteStartObject();
            json.WriteStartArray("values"u8);
            foreach (var value in Embedder.Embed(text, request.Model.Catalog.Id, dimensions))
                json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (batch)
            json.WriteEndArray();
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, request.Tokens);
        json.WriteStartArray("promptTokenDetails"u8);
        GenerateUsage.WriteModalities(json, request.Tokens - request.Modalities.Sum, request.Modalities);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
