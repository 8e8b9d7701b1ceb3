using HybridAi.ServiceDefaults.Feed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HybridAi.ServiceDefaults.Telemetry;

/// <summary>
/// Logs, metrics and traces over OTLP, to where the standard variables of OpenTelemetry say. Where they say nothing, nothing is listened to:
/// meters and activity sources without a listener cost next to nothing.
/// </summary>
internal static class TelemetryHosting
{
    private const double SampledByDefault = 0.1;

    // .NET names its own; a star stands for the rest of a name.
    private static readonly string[] Sources = ["HybridAi.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];
    private static readonly string[] Meters = ["HybridAi", "HybridAi.*", "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime", "Npgsql"];

    /// <summary>Whether a meter is one that is told of.</summary>
    public static bool IsTold(string meter) => Array.Exists(Meters, known => known.EndsWith('*') ? meter.StartsWith(known[..^1], StringComparison.Ordinal) : known == meter);

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var (logs, metrics, traces) = (OtlpSignal.Logs.IsWanted(configuration), OtlpSignal.Metrics.IsWanted(configuration), OtlpSignal.Traces.IsWanted(configuration));
        if (!logs && !metrics && !traces)
            return;
        // The environment's own name and attributes come last and win.
        var telemetry = FeedServices.AddOpenTelemetry(builder.Services).ConfigureResource(resource => resource.Clear()
            .AddService(builder.Environment.ApplicationName.ToLowerInvariant().Replace('.', '-')).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (logs)
            telemetry.WithLogging(provider => provider.AddOtlpExporter(options => OtlpSignal.Logs.Apply(options, configuration)), options => options.IncludeFormattedMessage = true);
        if (metrics)
            telemetry.WithMetrics(provider => provider.AddMeter(Meters).AddOtlpExporter(options => OtlpSignal.Metrics.Apply(options, configuration)));
        if (traces)
            telemetry.WithTracing(provider => Trace(provider, configuration));
    }

    private static void Trace(TracerProviderBuilder provider, IConfiguration configuration)
    {
        provider.AddSource(Sources).AddOtlpExporter(options => OtlpSignal.Traces.Apply(options, configuration));
        // A sampler set here would win over the variable.
        if (string.IsNullOrWhiteSpace(configuration["OTEL_TRACES_SAMPLER"]))
            provider.SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(SampledByDefault)));
    }
}
