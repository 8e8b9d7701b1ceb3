using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Profiles;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Responses that were kept: <c>GET</c> and <c>DELETE …/responses/{id}</c>, <c>…/input_items</c> and <c>…/cancel</c></summary>
internal static class StoredEndpoint
{
    private const int UsualLimit = 20;
    private const int MostLimit = 100;

    public static Task GetAsync(Exchange exchange) => WithAsync(exchange, (response, json) =>
    {
        json.WriteRawValue(response.Body, skipInputValidation: true);
        return null;
    });

    public static Task DeleteAsync(Exchange exchange) => WithAsync(exchange, (response, json) =>
    {
        exchange.Provider.Responses.Remove(exchange.Key, response.Id);
        json.WriteStartObject();
        json.WriteString("id"u8, response.Id);
        json.WriteString("object"u8, "response"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
        return null;
    });

    public static Task CancelAsync(Exchange exchange) =>
        WithAsync(exchange, (_, _) => new ApiError(ErrorKind.InvalidRequest, "Cannot cancel a synchronous response."));

    public static Task ListInputAsync(Exchange exchange) => WithAsync(exchange, (response, json) => WriteItems(exchange, response, json));

    private static ApiError? WriteItems(Exchange exchange, StoredResponse response, Utf8JsonWriter json)
    {
        var query = exchange.Http.Request.Query;
        var limit = UsualLimit;
        if (query["limit"].ToString() is { Length: > 0 } asked
            && !(int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MostLimit))
            return ApiError.Invalid($"Invalid 'limit': expected an integer from 1 to {MostLimit}.", "limit", "invalid_value");
        var order = query["order"].ToString();
        if (order is not ("" or "asc" or "desc"))
            return FieldRule.WrongChoice("order", order, ["asc", "desc"]);
        var items = order == "asc" ? response.Input.ToList() : [.. response.Input.Reverse()];
        var after = query["after"].ToString();
        var from = after.Length == 0 ? 0 : items.FindIndex(item => Id(item) == after) + 1;
        var page = items.Skip(from).Take(limit).ToArray();
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var item in page)
            item.WriteTo(json);
        json.WriteEndArray();
        json.WriteString("first_id"u8, page.Length > 0 ? Id(page[0]) : null);
        json.WriteString("last_id"u8, page.Length > 0 ? Id(page[^1]) : null);
        json.WriteBoolean("has_more"u8, from + page.Length < items.Count);
        json.WriteEndObject();
        return null;
    }

    private static async Task WithAsync(Exchange exchange, Func<StoredResponse, Utf8JsonWriter, ApiError?> write)
    {
        var plan = exchange.Provider.Script.DrawListing();
        if (!await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time)))
            return;
        var id = exchange.Http.GetRouteValue("id")?.ToString() ?? "";
        using var buffer = JsonBuffer.Rent();
        var error = exchange.Provider.Responses.Find(exchange.Key, id) is { } response ? write(response, buffer.Json) : ResponseErrors.ResponseNotFound(id);
        if (error is not null)
        {
            await exchange.SendErrorAsync(error);
            return;
        }

        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        await exchange.SendJsonAsync(buffer);
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
