using System.Globalization;
using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Anthropic.Models;

/// <summary><c>GET /v1/models</c>, newest first and by pages, and <c>GET /v1/models/{id}</c></summary>
internal static class ModelsEndpoint
{
    private const int UsualLimit = 20;
    private const int MostLimit = 1000;

    public static async Task ListAsync(Exchange exchange)
    {
        if (!await BeginAsync(exchange))
            return;
        var query = exchange.Http.Request.Query;
        var models = Served(exchange);
        var limit = UsualLimit;
        if (query["limit"].ToString() is { Length: > 0 } asked
            && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLimit))
        {
            await exchange.SendErrorAsync(Field.Wrong("limit", $"Input should be a valid integer from 1 to {MostLimit}"));
            return;
        }

        var from = IndexAfter(models, query["after_id"].ToString(), 0);
        var end = models.FindIndex(model => model.Id == query["before_id"].ToString());
        var page = end < 0 ? models.Skip(from).Take(limit).ToArray() : [.. models.Take(end).TakeLast(limit)];
        using var buffer = JsonBuffer.Rent();
        var json = buffer.Json;
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var model in page)
            ModelWriter.Write(json, model);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, end < 0 ? from + page.Length < models.Count : end > page.Length);
        json.WriteString("first_id"u8, page.FirstOrDefault()?.Id);
        json.WriteString("last_id"u8, page.LastOrDefault()?.Id);
        json.WriteEndObject();
        await SendAsync(exchange, buffer);
    }

    public static async Task GetAsync(Exchange exchange)
    {
        var id = exchange.Http.GetRouteValue("id")?.ToString() ?? "";
        exchange.Entry.Model = id;
        if (!await BeginAsync(exchange))
            return;
        if (ModelFinder.Find(exchange.Simulation.Catalog, exchange.Profile, id, out var model) is { } unknown)
        {
            await exchange.SendErrorAsync(unknown with { Message = $"model: {id}" });
            return;
        }

        using var buffer = JsonBuffer.Rent();
        ModelWriter.Write(buffer.Json, model!.Catalog);
        await SendAsync(exchange, buffer);
    }

    private static List<CatalogModel> Served(Exchange exchange) =>
    [
        .. exchange.Simulation.Catalog.Models.Where(model => model.Provider == exchange.Profile.CatalogProvider && !model.Retired)
            .OrderByDescending(model => model.ReleaseDate ?? DateOnly.MinValue).ThenBy(model => model.Id, StringComparer.Ordinal),
    ];

    private static int IndexAfter(List<CatalogModel> models, string id, int otherwise) =>
        id.Length > 0 && models.FindIndex(model => model.Id == id) is >= 0 and var at ? at + 1 : otherwise;

    private static async Task<bool> BeginAsync(Exchange exchange)
    {
        var plan = exchange.Provider.Script.DrawListing();
        return await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time));
    }

    private static async Task SendAsync(Exchange exchange, JsonBuffer buffer)
    {
        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        await exchange.SendJsonAsync(buffer);
    }
}
