using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Secrets;

namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary>The meters as Prometheus reads them, at <c>/metrics</c>. Configuration section <c>Prometheus</c>.</summary>
public sealed class PrometheusOptions
{
    /// <summary>Whether there is such a path. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>What a reader has to send as <c>Authorization: Bearer …</c>; null (default): nothing. It says how many requests there are of which provider, not of whom.</summary>
    public Secret? Token { get; set; }

    /// <summary>How many series an instrument may have; what is beyond is counted in one with the label <c>otel_metric_overflow</c>. 10 to 100,000. Default 1,000.</summary>
    [Range(10, 100_000)]
    public int MaxSeries { get; set; } = 1000;
}
