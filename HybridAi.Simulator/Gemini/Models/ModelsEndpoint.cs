using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Gemini.Models;

/// <summary><c>GET …/models</c>, in pages, and <c>GET …/models/{id}</c></summary>
internal static class ModelsEndpoint
{
    private const int UsualPage = 50;
    private const int LargestPage = 1_000;

    public static async Task ListAsync(Exchange exchange)
    {
        if (!await BeginAsync(exchange))
            return;
        var query = exchange.Http.Request.Query;
        var size = UsualPage;
        var start = 0;
        if (query["pageSize"].ToString() is { Length: > 0 } asked && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size > 0))
        {
            await exchange.SendErrorAsync(Invalid.Argument("Invalid value at 'page_size' (TYPE_INT32)", "page_size"));
            return;
        }

        if (query["pageToken"].ToString() is { Length: > 0 } token && !int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out start))
        {
            await exchange.SendErrorAsync(Invalid.Argument("Page token is not valid.", "page_token"));
            return;
        }

        await SendAsync(exchange, json => WritePage(json, Served(exchange), start, Math.Min(size, LargestPage)));
    }

    public static async Task GetAsync(Exchange exchange, string id)
    {
        exchange.Entry.Model = id;
        if (!await BeginAsync(exchange))
            return;
        if (GeminiModels.Find(exchange, id, "GetModel", "", out var model) is { } error)
            await exchange.SendErrorAsync(error);
        else
            await SendAsync(exchange, json => WriteModel(json, model!.Catalog));
    }

    private static void WritePage(Utf8JsonWriter json, CatalogModel[] models, int start, int size)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var model in models.Skip(start).Take(size))
            WriteModel(json, model);
        json.WriteEndArray();
        if (start + (long)size < models.Length)
            json.WriteString("nextPageToken"u8, (start + size).ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, CatalogModel model)
    {
        var embeds = model.Kind == "embedding";
        json.WriteStartObject();
        json.WriteString("name"u8, $"models/{model.Id}");
        json.WriteString("version"u8, "001"u8);
        json.WriteString("displayName"u8, model.Name);
        json.WriteString("description"u8, model.Name);
        json.WriteNumber("inputTokenLimit"u8, model.ContextWindow ?? 8_192);
        json.WriteNumber("outputTokenLimit"u8, embeds ? 1 : model.MaxOutputTokens ?? 8_192);
        json.WriteStartArray("supportedGenerationMethods"u8);
        foreach (var method in embeds ? (ReadOnlySpan<string>)["embedContent", "batchEmbedContents"] : ["generateContent", "countTokens"])
            json.WriteStringValue(method);
        json.WriteEndArray();
        if (!embeds)
        {
            json.WriteNumber("temperature"u8, 1);
            json.WriteNumber("topP"u8, 0.95);
            json.WriteNumber("topK"u8, 64);
            json.WriteNumber("maxTemperature"u8, 2);
            if (model.Reasoning)
                json.WriteBoolean("thinking"u8, true);
        }

        json.WriteEndObject();
    }

    private static CatalogModel[] Served(Exchange exchange) =>
        [.. exchange.Simulation.Catalog.Models.Where(model => model.Provider == exchange.Profile.CatalogProvider && !model.Retired)];

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
