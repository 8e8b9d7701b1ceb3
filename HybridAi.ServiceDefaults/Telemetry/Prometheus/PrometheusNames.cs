using System.Text;

namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Names as Prometheus has them (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/).</summary>
internal static class PrometheusNames
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["By"] = "bytes", ["%"] = "percent", ["Cel"] = "celsius",
    };

    /// <summary>A metric's name: with its unit, and <c>_total</c> if it only grows.</summary>
    public static string Of(string instrument, string? unit, bool isCounter)
    {
        var name = Clean(instrument);
        // {request} and the like only annotate.
        if (unit is not null && Units.TryGetValue(unit, out var word) && !name.EndsWith("_" + word, StringComparison.Ordinal))
            name += "_" + word;
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    /// <summary>Only letters, digits and underscores; none of them a digit at first.</summary>
    public static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var letter in name)
        {
            var isGood = char.IsAsciiLetterOrDigit(letter) || letter == '_';
            if (clean.Length == 0 && char.IsAsciiDigit(letter))
                clean.Append('_');
            clean.Append(isGood ? letter : '_');
        }

        return clean.ToString();
    }
}
