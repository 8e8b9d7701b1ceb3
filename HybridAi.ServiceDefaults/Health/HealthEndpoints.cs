using System.Text.Json;
using HybridAi.ServiceDefaults.Draining;
using HybridAi.ServiceDefaults.Telemetry.Prometheus;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.ServiceDefaults.Health;

/// <summary><c>/health</c>: can requests be taken; <c>/alive</c>: does the process answer at all.</summary>
internal static class HealthEndpoints
{
    private const string HealthPath = "/health";
    private const string AlivePath = "/alive";

    // Load balancers like to ask by HEAD.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var sources = endpoints.ServiceProvider.GetServices<IHealthSource>().ToArray();
        var drain = endpoints.ServiceProvider.GetRequiredService<Drain>();
        endpoints.MapMethods(AlivePath, Methods, static http => http.Response.WriteAsync("alive", http.RequestAborted)).ExcludeFromDescription();
        endpoints.MapMethods(HealthPath, Methods, http => WriteAsync(http.Response, sources, drain)).ExcludeFromDescription();
    }

    public static bool IsAsked(HttpContext http) => http.Request.Path.Value is HealthPath or AlivePath or PrometheusEndpoint.Path;

    private static async Task WriteAsync(HttpResponse response, IHealthSource[] sources, Drain drain)
    {
        var state = HealthState.Healthy;
        foreach (var source in sources)
            state = source.State > state ? source.State : state;
        response.StatusCode = drain.IsDraining || state == HealthState.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", drain.IsDraining ? "draining" : state switch { HealthState.Healthy => "healthy", HealthState.Degraded => "degraded", _ => "unhealthy" });
        foreach (var source in sources)
            source.Write(json);
        json.WriteEndObject();
    }
}
