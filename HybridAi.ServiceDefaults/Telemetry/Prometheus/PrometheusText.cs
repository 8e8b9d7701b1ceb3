using System.Globalization;
using System.Text;

namespace HybridAi.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<InstrumentSeries> instruments)
    {
        var text = new StringBuilder(16 * 1024);
        // Of several instruments of a name, as meters may be made twice, the text may tell only once.
        foreach (var family in instruments.GroupBy(instrument => instrument.Name, StringComparer.Ordinal).OrderBy(family => family.Key, StringComparer.Ordinal))
            WriteFamily(text, family.Key, [.. family]);
        return text.ToString();
    }

    private static void WriteFamily(StringBuilder text, string name, InstrumentSeries[] family)
    {
        var first = family[0];
        var same = family.Where(instrument => instrument.IsCounter == first.IsCounter && instrument.Bounds is null == first.Bounds is null);
        var series = same.SelectMany(instrument => instrument.All.Select(one => (Labels: LabelsOf(one.Key), one.Value, instrument.Bounds)))
            .GroupBy(one => one.Labels, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (series.Count == 0)
            return;
        if (first.Instrument.Description is { Length: > 0 } help)
            text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(first.Bounds is not null ? "histogram" : first.IsCounter ? "counter" : "gauge").Append('\n');
        foreach (var group in series)
        {
            // The one that was made last is the one that lives.
            var (labels, value, bounds) = group.Last();
            if (bounds is null)
                Line(text, name, "", labels, null, value.Value);
            else
                WriteHistogram(text, name, labels, value, bounds);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, string labels, Series series, double[] bounds)
    {
        var (buckets, sum, count) = (series.Buckets, series.Value, 0L);
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            Line(text, name, "_bucket", labels, i < bounds.Length ? Number(bounds[i]) : "+Inf", count);
        }

        Line(text, name, "_sum", labels, null, sum);
        Line(text, name, "_count", labels, null, count);
    }

    private static void Line(StringBuilder text, string name, string suffix, string labels, string? bound, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            text.Append('{').Append(labels);
            if (bound is not null)
                text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string LabelsOf(TagSet tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags.Tags)
        {
            // An empty label is none.
            if (Text(value) is { Length: > 0 } said)
                labels[PrometheusNames.Clean(key)] = said;
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\""));
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
