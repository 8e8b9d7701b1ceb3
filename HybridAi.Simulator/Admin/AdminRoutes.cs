using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Scripts;

namespace HybridAi.Simulator.Admin;

/// <summary>The Simulator's own paths: scripts, the request log and the invoice.</summary>
internal static class AdminRoutes
{
    private const int UsualLimit = 100;

    public static void MapAdmin(this IEndpointRouteBuilder routes, Simulation simulation)
    {
        routes.MapGet("/_sim", http => SendAsync(http, 200, json => WriteOverview(json, simulation)));
        routes.MapGet("/_sim/requests", http => WithProvider(http, simulation, provider =>
            SendAsync(http, 200, json => LogWriter.Write(json, simulation.Log.Read(provider, Limit(http))))));
        routes.MapDelete("/_sim/requests", http =>
        {
            simulation.Log.Clear();
            return NoContent(http);
        });
        routes.MapGet("/_sim/invoice", http => WithProvider(http, simulation, async provider =>
        {
            foreach (var each in simulation.Providers.Values)
                await each.Jobs.AdvanceAsync(simulation, each);
            await SendAsync(http, 200, json => InvoiceWriter.Write(json, simulation.Invoice.Read(provider)));
        }));
        routes.MapDelete("/_sim/invoice", http =>
        {
            simulation.Invoice.Clear();
            return NoContent(http);
        });
        routes.MapGet("/_sim/{provider}", http => For(http, simulation, provider => SendScriptAsync(http, provider)));
        routes.MapPut("/_sim/{provider}", http => For(http, simulation, provider => PutScriptAsync(http, provider)));
        routes.MapDelete("/_sim/{provider}", http => For(http, simulation, provider =>
        {
            provider.Reset();
            return NoContent(http);
        }));
    }

    private static async Task PutScriptAsync(HttpContext http, SimulatedProvider provider)
    {
        var (body, problem) = await BodyReader.ReadAsync(http.Request, http.RequestAborted);
        if (problem is not null)
        {
            await SendProblemsAsync(http, 413, [problem.Message]);
            return;
        }

        var (script, problems) = ScriptReader.Read(body);
        if (script is null)
        {
            await SendProblemsAsync(http, 400, problems);
            return;
        }

        provider.Follow(script);
        await SendScriptAsync(http, provider);
    }

    private static Task SendScriptAsync(HttpContext http, SimulatedProvider provider) =>
        SendAsync(http, 200, json => JsonSerializer.Serialize(json, provider.Script.Script, ScriptReader.Json));

    private static Task For(HttpContext http, Simulation simulation, Func<SimulatedProvider, Task> handle)
    {
        var name = http.GetRouteValue("provider")?.ToString() ?? "";
        return simulation.Providers.TryGetValue(name, out var provider)
            ? handle(provider)
            : SendProblemsAsync(http, 404, [$"no provider is named '{name}'; there are: {string.Join(", ", simulation.Providers.Keys.Order())}"]);
    }

    private static Task WithProvider(HttpContext http, Simulation simulation, Func<string?, Task> handle)
    {
        var name = http.Request.Query["provider"].ToString();
        if (name.Length == 0)
            return handle(null);
        return simulation.Providers.ContainsKey(name)
            ? handle(name)
            : SendProblemsAsync(http, 400, [$"provider: no provider is named '{name}'"]);
    }

    private static int Limit(HttpContext http) =>
        int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : UsualLimit;

    private static void WriteOverview(Utf8JsonWriter json, Simulation simulation)
    {
        json.WriteStartObject();
        json.WriteNumber("seed"u8, simulation.Seed);
        json.WriteStartArray("providers"u8);
        foreach (var provider in simulation.Providers.Values.OrderBy(provider => provider.Profile.Name, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("name"u8, provider.Profile.Name);
            json.WriteString("basePath"u8, $"/{provider.Profile.Name}{provider.Profile.BasePath}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Task SendProblemsAsync(HttpContext http, int status, IReadOnlyList<string> problems) => SendAsync(http, status, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("errors"u8);
        foreach (var problem in problems)
            json.WriteStringValue(problem);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static async Task SendAsync(HttpContext http, int status, Action<Utf8JsonWriter> write)
    {
        using var buffer = JsonBuffer.Rent();
        write(buffer.Json);
        await buffer.Json.FlushAsync(http.RequestAborted);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = buffer.Bytes.WrittenCount;
        await http.Response.Body.WriteAsync(buffer.Bytes.WrittenMemory, http.RequestAborted);
    }

    private static Task NoContent(HttpContext http)
    {
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }
}
