using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Jobs;

/// <summary>Answers calls about files and jobs: first the script, then what is due, then the call.</summary>
internal static class JobAnswer
{
    /// <param name="exchange">The request.</param>
    /// <param name="write">Writes the answer, or says what is wrong.</param>
    public static async Task SendAsync(Exchange exchange, Func<Utf8JsonWriter, ApiError?> write)
    {
        if (!await BeginAsync(exchange))
            return;
        using var buffer = JsonBuffer.Rent();
        if (write(buffer.Json) is { } error)
        {
            await exchange.SendErrorAsync(error);
            return;
        }

        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        await exchange.SendJsonAsync(buffer);
    }

    /// <summary>The same for calls that have a body.</summary>
    public static async Task ReadAsync(Exchange exchange, Func<JsonElement, Utf8JsonWriter, ApiError?> write)
    {
        var (document, notJson) = JsonBody.Parse(exchange.Entry.Body);
        using (document)
            await SendAsync(exchange, json => document is null ? notJson : write(document.RootElement, json));
    }

    /// <summary>Sends a file.</summary>
    public static async Task SendContentAsync(Exchange exchange, Func<(StoredFile? File, ApiError? Error)> find)
    {
        if (!await BeginAsync(exchange))
            return;
        var (file, error) = find();
        if (file is null)
        {
            await exchange.SendErrorAsync(error!);
            return;
        }

        exchange.WriteHeaders();
        exchange.Settle(Outcome.Completed, 200);
        exchange.Http.Response.ContentType = "application/octet-stream";
        exchange.Http.Response.ContentLength = file.Content.Length;
        await exchange.Http.Response.Body.WriteAsync(file.Content, exchange.Aborted);
    }

    public static async Task<bool> BeginAsync(Exchange exchange)
    {
        var plan = exchange.Provider.Script.DrawListing();
        if (!await exchange.BeginAsync(plan, new Pace(plan, exchange.Simulation.Time)))
            return false;
        await exchange.Provider.Jobs.AdvanceAsync(exchange.Simulation, exchange.Provider);
        return true;
    }

    /// <summary>A whole number in the query.</summary>
    public static ApiError? ReadNumber(Exchange exchange, string name, int usual, int least, int most, out int number)
    {
        number = usual;
        var text = exchange.Http.Request.Query[name].ToString();
        return text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most)
            ? null
            : ApiError.Invalid($"Invalid '{name}': expected an integer from {least} to {most}.", name, "invalid_value");
    }

    public static string RouteId(Exchange exchange) => exchange.Http.GetRouteValue("id")?.ToString() ?? "";

    public static DateTimeOffset Now(Exchange exchange) => exchange.Simulation.Time.GetUtcNow();

    public static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } time)
            json.WriteNumber(name, time.ToUnixTimeSeconds());
        else
            json.WriteNull(name);
    }

    public static void WriteJson(Utf8JsonWriter json, string name, JsonElement? value)
    {
        json.WritePropertyName(name);
        if (value is { } element)
            element.WriteTo(json);
        else
            json.WriteNullValue();
    }
}
