using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Cohere.Requests;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Cohere.Models;

/// <summary><c>GET /v1/models</c>, in pages, and <c>GET /v1/models/{name}</c></summary>
internal static class ModelsEndpoint
{
    private const int UsualPage = 20;
    private const int LargestPage = 1_000;

    public static async Task ListAsync(Exchange exchange)
    {
        if (!await BeginAsync(exchange))
            return;
        var query = exchange.Http.Request.Query;
        var size = UsualPage;
        var start = 0;
        var goodSize = query["page_size"].ToString() is not { Length: > 0 } asked
            || (int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is > 0 and <= LargestPage);
        var goodToken = query["page_token"].ToString() is not { Length: > 0 } token || int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start);
        if (!goodSize || !goodToken)
        {
            await exchange.SendErrorAsync(Refusal.Invalid("page_size must be from 1 to 1000 and page_token one that was given", "page_size"));
            return;
        }

        var endpoint = query["endpoint"].ToString();
        var models = Served(exchange).Where(model => endpoint.Length == 0 || Endpoint(model) == endpoint).ToArray();
        await SendAsync(exchange, json => WritePage(json, models, start, size));
    }

    public static async Task GetAsync(Exchange exchange, string id)
    {
        exchange.Entry.Model = id;
        if (!await BeginAsync(exchange))
            return;
        if (exchange.Simulation.Catalog.Find(exchange.Profile.CatalogProvider, id) is { Retired: false } model)
            await SendAsync(exchange, json => WriteModel(json, model));
        else
            await exchange.SendErrorAsync(new ApiError(ErrorKind.ModelNotFound, $"model '{id}' not found, make sure the correct model ID was used and that you have access to the model."));
    }

    private static void WritePage(Utf8JsonWriter json, CatalogModel[] models, int start, int size)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var model in models.Skip(start).Take(size))
            WriteModel(json, model);
        json.WriteEndArray();
        if (start + (long)size < models.Length)
            json.WriteString("next_page_token"u8, (start + size).ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, CatalogModel model)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, model.Id);
        json.WriteBoolean("is_deprecated"u8, model.Status == "deprecated");
        json.WriteStartArray("endpoints"u8);
        json.WriteStringValue(Endpoint(model));
        json.WriteEndArray();
        json.WriteBoolean("finetuned"u8, false);
        json.WriteNumber("context_length"u8, model.ContextWindow ?? 4_096);
        json.WriteString("tokenizer_url"u8, "");
        json.WriteStartArray("default_endpoints"u8);
        json.WriteEndArray();
        json.WriteStartArray("features"u8);
        foreach (var (feature, has) in new[]
        {
            ("json_mode", model.StructuredOutput), ("json_schema", model.StructuredOutput), ("tools", model.Tools), ("strict_tools", model.Tools),
            ("reasoning", model.Reasoning), ("vision", model.Inputs.Contains("image")),
        })
        {
            if (has)
                json.WriteStringValue(feature);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Endpoint(CatalogModel model) => model.Kind switch { "embedding" => "embed", "rerank" => "rerank", _ => "chat" };

    private static IEnumerable<CatalogModel> Served(Exchange exchange) =>
        exchange.Simulation.Catalog.Models.Where(model => model.Provider == exchange.Profile.CatalogProvider && !model.Retired);

    private static async Task<bool> BeginAsync(Exchange exchange)
    {
        var plan = exchange.Provider.Script.DrawListing();
        return await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time));
    }

    private static async Task SendAsync(Exchange exchange, Action<Utf8JsonWriter> write)
    {
        using var buffer = JsonBuffer.Rent();
        write(buffer.Json);
        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        await exchange.SendJsonAsync(buffer);
    }
}
