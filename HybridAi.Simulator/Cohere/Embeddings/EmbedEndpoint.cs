using System.Runtime.InteropServices;
using System.Text.Json;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.OpenAi.Embeddings;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Cohere.Embeddings;

/// <summary><c>POST /v2/embed</c></summary>
internal static class EmbedEndpoint
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
            var plan = exchange.Provider.Script.For(exchange.Entry.Model).Draw();
            var pace = new Pace(plan, exchange.Simulation.Time);
            if (!await exchange.BeginAsync(plan, pace))
                return;
            var error = EmbedRequestReader.Read(document.RootElement, exchange.Profile, exchange.Simulation.Catalog, out var request)
                ?? LimitGate.Pass(exchange, request!.Tokens);
            if (error is not null)
            {
                await exchange.SendErrorAsync(error);
                return;
            }

            var id = CohereIds.Next(exchange.Simulation);
            exchange.Entry.AnswerId = id;
            var bill = new Bill(exchange, id, request!.Model.Catalog, request.Model.Free);
            await PlainAnswer.SendAsync(exchange, plan, pace, bill, new BilledTokens { Input = request.Tokens }, json => Write(json, request, id));
        }
    }

    private static void Write(Utf8JsonWriter json, EmbedRequest request, string id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteStartObject("embeddings"u8);
        foreach (var type in request.Types)
        {
            json.WriteStartArray(type);
            foreach (var input in request.Inputs)
                WriteVector(json, type, Embedder.Embed(input, request.Model.Catalog.Id, request.Dimensions));
            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (request.Texts.Count > 0)
        {
            json.WriteStartArray("texts"u8);
            foreach (var text in request.Texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }

        json.WriteStartObject("meta"u8);
        json.WriteStartObject("api_version"u8);
        json.WriteString("version"u8, "2"u8);
        json.WriteEndObject();
        json.WriteStartObject("billed_units"u8);
        if (request.Images > 0)
            json.WriteNumber("images"u8, request.Images);
        json.WriteNumber("input_tokens"u8, request.Tokens);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("response_type"u8, "embeddings_by_type"u8);
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, string type, float[] vector)
    {
        if (type == "base64")
        {
            json.WriteBase64StringValue(MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }

        json.WriteStartArray();
        if (type == "float")
        {
            foreach (var value in vector)
                json.WriteNumberValue(value);
        }
        else
        {
            foreach (var value in EmbeddingWriter.Quantize(vector, type))
                json.WriteNumberValue(type is "int8" or "binary" ? (sbyte)value : value);
        }

        json.WriteEndArray();
    }
}
