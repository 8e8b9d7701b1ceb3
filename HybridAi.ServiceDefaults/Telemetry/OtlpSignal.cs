using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace HybridAi.ServiceDefaults.Telemetry;

/// <summary>
/// One of the three signals of OpenTelemetry, and where its standard variables send it
/// (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). The exporter reads the common variables by itself; the signal's own win.
/// </summary>
/// <param name="name">Its name in variables.</param>
internal sealed class OtlpSignal(string name)
{
    private const string Common = "OTEL_EXPORTER_OTLP_";

    public static OtlpSignal Logs { get; } = new("LOGS");

    public static OtlpSignal Metrics { get; } = new("METRICS");

    public static OtlpSignal Traces { get; } = new("TRACES");

    /// <summary>Whether anything says where to send it, and nothing says not to.</summary>
    public bool IsWanted(IConfiguration configuration) =>
        (Text(configuration, $"{Common}ENDPOINT") ?? Text(configuration, $"{Common}{name}_ENDPOINT")) is not null
        && !string.Equals(Text(configuration, $"OTEL_{name}_EXPORTER"), "none", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(Text(configuration, "OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets what the signal's own variables say.</summary>
    public void Apply(OtlpExporterOptions options, IConfiguration configuration)
    {
        if (Text(configuration, $"{Common}{name}_PROTOCOL") is { } protocol)
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        // Unlike the common one, a signal's own address is taken as it stands.
        if (Text(configuration, $"{Common}{name}_ENDPOINT") is { } endpoint)
            options.Endpoint = new Uri(endpoint);
        options.Headers = Text(configuration, $"{Common}{name}_HEADERS") ?? options.Headers;
        if (int.TryParse(Text(configuration, $"{Common}{name}_TIMEOUT"), out var milliseconds))
            options.TimeoutMilliseconds = milliseconds;
    }

    /// <summary>The exporter would pass over an address or protocol that it cannot read and send to its default.</summary>
    public static void Check(OptionsReader reader, IConfiguration configuration)
    {
        foreach (var prefix in new[] { Common, $"{Common}LOGS_", $"{Common}METRICS_", $"{Common}TRACES_" })
        {
            if (Text(configuration, $"{prefix}ENDPOINT") is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                reader.Report($"{prefix}ENDPOINT", "must be an absolute http or https address.");
            if (Text(configuration, $"{prefix}PROTOCOL") is { } protocol && protocol is not ("grpc" or "http/protobuf"))
                reader.Report($"{prefix}PROTOCOL", "must be grpc or http/protobuf.");
        }
    }

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
