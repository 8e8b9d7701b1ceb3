using HybridAi.ServiceDefaults.Configuration;
using HybridAi.ServiceDefaults.Draining;
using HybridAi.ServiceDefaults.Feed;
using HybridAi.ServiceDefaults.Health;
using HybridAi.ServiceDefaults.Logging;
using HybridAi.ServiceDefaults.Telemetry;
using HybridAi.ServiceDefaults.Telemetry.Prometheus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridAi.ServiceDefaults;

/// <summary>What every host has: telemetry, health, an orderly end, and the connections that its environment names.</summary>
public static class ServiceDefaultsHosting
{
    /// <summary>Reads the settings and registers everything, once a host.</summary>
    /// <param name="builder">The host.</param>
    /// <exception cref="ConfigurationException">A setting cannot be used; every error is listed.</exception>
    public static void AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        var reader = new OptionsReader(builder.Configuration);
        var settings = ServiceSettings.Read(reader, builder.Configuration);
        reader.ThrowIfInvalid();
        builder.AddServiceDefaults(settings);
    }

    /// <summary>Registers everything, once a host, for a host that has read the settings together with its own.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="settings">The settings.</param>
    public static void AddServiceDefaults(this IHostApplicationBuilder builder, ServiceSettings settings)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(ServiceSettings)))
            return;
        builder.Services.AddSingleton(settings);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddQuietLogs();
        if (settings.LogFiles.Enabled)
            builder.AddLogFiles(settings.LogFiles);
        builder.AddTelemetry();
        builder.Services.AddSingleton(_ => new PrometheusMetrics(settings.Prometheus, TelemetryHosting.IsTold));
        builder.AddDraining(settings.Drain);
        if (settings.DatabaseConnection is { } database)
            FeedServices.AddDatabase(builder, database.Reveal());
        if (settings.CacheConnection is { } cache)
            FeedServices.AddCache(builder, cache.Reveal());
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c> and <c>/metrics</c>, in every environment, and lets nobody in any more once the host drains.</summary>
    /// <param name="app">The host; comes before anything else that it maps.</param>
    public static void MapServiceDefaults(this WebApplication app)
    {
        app.UseMiddleware<DrainGate>();
        app.MapHealth();
        app.MapPrometheus();
    }

    // A log line per request, query or internal call costs more than what it tells of.
    private static void AddQuietLogs(this IHostApplicationBuilder builder) => builder.Logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error).AddFilter("System.Net.Http", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning)
        .AddFilter("Polly", LogLevel.Warning);
}
