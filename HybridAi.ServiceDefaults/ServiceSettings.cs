using HybridAi.Core.Secrets;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.ServiceDefaults.Data;
using HybridAi.ServiceDefaults.Draining;
using HybridAi.ServiceDefaults.Logging;
using HybridAi.ServiceDefaults.Telemetry;
using HybridAi.ServiceDefaults.Telemetry.Prometheus;
using Microsoft.Extensions.Configuration;

namespace HybridAi.ServiceDefaults;

/// <summary>The settings that every host has.</summary>
public sealed class ServiceSettings
{
    /// <summary>The sections that are read here, for a host that looks for unknown ones.</summary>
    public static IReadOnlyList<string> Sections { get; } = ["Drain", "Prometheus", "LogFiles", "Services", "OTEL_"];

    /// <summary>How it ends. Configuration section <c>Drain</c>.</summary>
    public required DrainOptions Drain { get; init; }

    /// <summary>How its meters are read. Configuration section <c>Prometheus</c>.</summary>
    public required PrometheusOptions Prometheus { get; init; }

    /// <summary>Logs in files. Configuration section <c>LogFiles</c>.</summary>
    public required LogFileOptions LogFiles { get; init; }

    /// <summary><c>ConnectionStrings:database</c> in Npgsql's keyword form, whichever form it was given in; null: no Postgres.</summary>
    public required Secret? DatabaseConnection { get; init; }

    /// <summary><c>ConnectionStrings:cache</c>; null: no Redis.</summary>
    public required Secret? CacheConnection { get; init; }

    /// <summary>Reads and checks them.</summary>
    /// <param name="reader">Gets the errors.</param>
    /// <param name="configuration">The host's configuration.</param>
    public static ServiceSettings Read(OptionsReader reader, IConfiguration configuration)
    {
        OtlpSignal.Check(reader, configuration);
        var logs = reader.Read<LogFileOptions>("LogFiles");
        if (logs.MaxFileSize.Bytes is < 64 * 1024 or > 4L * 1024 * 1024 * 1024)
            reader.Report("LogFiles:MaxFileSize", "must be between 64KB and 4GB.");
        return new ServiceSettings
        {
            Drain = reader.Read<DrainOptions>("Drain"),
            LogFiles = logs,
            Prometheus = reader.Read<PrometheusOptions>("Prometheus"),
            DatabaseConnection = DatabaseConnectionText.Read(reader, configuration),
            CacheConnection = CacheConnectionText.Read(reader, configuration),
        };
    }
}
