using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary><c>/metrics</c>.</summary>
internal static class PrometheusEndpoint
{
    public const string Path = "/metrics";

    public static void MapPrometheus(this IEndpointRouteBuilder endpoints)
    {
        var options = endpoints.ServiceProvider.GetRequiredService<ServiceSettings>().Prometheus;
        if (!options.Enabled)
            return;
        var metrics = endpoints.ServiceProvider.GetRequiredService<PrometheusMetrics>();
        endpoints.MapGet(Path, http =>
        {
            if (options.Token is { } token && !IsGiven(http.Request, token.Reveal()))
            {
                http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                http.Response.Headers.WWWAuthenticate = "Bearer";
                return http.Response.WriteAsync("Send the token of the setting Prometheus:Token as 'Authorization: Bearer …'.\n", http.RequestAborted);
            }

            http.Response.ContentType = PrometheusText.ContentType;
            return http.Response.WriteAsync(metrics.Read(), http.RequestAborted);
        }).ExcludeFromDescription();
    }

    private static bool IsGiven(HttpRequest request, string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {token}"));
}
