using System.Text.Json;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Invoices;
using HybridAi.Simulator.Limits;
using HybridAi.Simulator.OpenAi;
using HybridAi.Simulator.OpenAi.Embeddings;
using HybridAi.Simulator.Scripts;
using HybridAi.Simulator.Streams;

namespace HybridAi.Simulator.Cohere.Rerank;

/// <summary><c>POST /v2/rerank</c>: documents by how near they are to a query.</summary>
internal static class RerankEndpoint
{
    private const int Dimensions = 256;

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
            var error = RerankRequestReader.Read(document.RootElement, exchange.Simulation.Catalog, out var request)
                ?? LimitGate.Pass(exchange, request!.Tokens);
            if (error is not null)
            {
                await exchange.SendErrorAsync(error);
                return;
            }

            var id = CohereIds.Next(exchange.Simulation);
            exchange.Entry.AnswerId = id;
            var bill = new Bill(exchange, id, request!.Model, free: false);
            await PlainAnswer.SendAsync(exchange, plan, pace, bill, new BilledTokens { SearchUnits = request.SearchUnits }, json => Write(json, request, id));
        }
    }

    private static void Write(Utf8JsonWriter json, RerankRequest request, string id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteStartArray("results"u8);
        foreach (var (index, score) in Rank(request).Take(request.TopN))
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteNumber("relevance_score"u8, Math.Round(score, 8));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("meta"u8);
        json.WriteStartObject("api_version"u8);
        json.WriteString("version"u8, "2"u8);
        json.WriteEndObject();
        json.WriteStartObject("billed_units"u8);
        json.WriteNumber("search_units"u8, request.SearchUnits);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The cosine, from 0 to 1; of equals the first comes first.
    private static IEnumerable<(int Index, double Score)> Rank(RerankRequest request)
    {
        var query = Embedder.Embed(request.Query, request.Model.Id, Dimensions);
        return request.Documents
            .Select((text, index) => (index, Score: Math.Clamp(Cosine(query, Embedder.Embed(text, request.Model.Id, Dimensions)), 0, 1)))
            .OrderByDescending(result => result.Score).ThenBy(result => result.index);
    }

    private static double Cosine(float[] a, float[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
