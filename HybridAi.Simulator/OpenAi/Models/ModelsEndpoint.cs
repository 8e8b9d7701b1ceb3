using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi.Requests;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Models;

/// <summary><c>GET …/models</c> and <c>GET …/models/{id}</c></summary>
internal static class ModelsEndpoint
{
    public static async Task ListAsync(Exchange exchange)
    {
        if (!await BeginAsync(exchange))
            return;
        using var buffer = JsonBuffer.Rent();
        var json = buffer.Json;
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var model in Served(exchange))
            ModelWriter.Write(json, exchange.Profile, model, Now(exchange));
        foreach (var tuned in exchange.Provider.Jobs.Models.List(exchange.Key))
            ModelWriter.Write(json, exchange.Profile, tuned, Now(exchange));
        json.WriteEndArray();
        json.WriteEndObject();
        await SendAsync(exchange, buffer);
    }

    public static async Task GetAsync(Exchange exchange, string id)
    {
        exchange.Entry.Model = id;
        if (!await BeginAsync(exchange))
            return;
        if (ModelFinder.Find(exchange.Catalog, exchange.Profile, id, out var model) is { } error)
        {
            await exchange.SendErrorAsync(error);
            return;
        }

        using var buffer = JsonBuffer.Rent();
        var named = exchange.Profile.RoutedModels.Count > 0 ? model!.Catalog : model!.Catalog with { Id = id };
        ModelWriter.Write(buffer.Json, exchange.Profile, named, Now(exchange));
        await SendAsync(exchange, buffer);
    }

    /// <summary>Only tuned models can be deleted.</summary>
    public static async Task DeleteAsync(Exchange exchange, string id)
    {
        exchange.Entry.Model = id;
        if (!await BeginAsync(exchange))
            return;
        if (!exchange.Provider.Jobs.Models.Remove(exchange.Key, id))
        {
            await exchange.SendErrorAsync(ModelFinder.Find(exchange.Catalog, exchange.Profile, id, out _)
                ?? new ApiError(ErrorKind.Permission, $"You have insufficient permissions for this operation: the model '{id}' is not one that you have tuned."));
            return;
        }

        using var buffer = JsonBuffer.Rent();
        buffer.Json.WriteStartObject();
        buffer.Json.WriteString("id"u8, id);
        buffer.Json.WriteString("object"u8, "model"u8);
        buffer.Json.WriteBoolean("deleted"u8, true);
        buffer.Json.WriteEndObject();
        await SendAsync(exchange, buffer);
    }

    private static async Task<bool> BeginAsync(Exchange exchange)
    {
        var plan = exchange.Provider.Script.DrawListing();
        if (!await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time)))
            return false;
        await exchange.Provider.Jobs.AdvanceAsync(exchange.Simulation, exchange.Provider);
        return true;
    }

    private static async Task SendAsync(Exchange exchange, JsonBuffer buffer)
    {
        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        await exchange.SendJsonAsync(buffer);
    }

    private static IEnumerable<CatalogModel> Served(Exchange exchange) =>
        exchange.Simulation.Catalog.Models.Where(model => model.Provider == exchange.Profile.CatalogProvider && !model.Retired);

    private static DateTimeOffset Now(Exchange exchange) => exchange.Simulation.Time.GetUtcNow();
}
