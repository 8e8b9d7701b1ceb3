using System.Globalization;
using System.Net;
using System.Text;
using HybridAi.Client.Health;

namespace HybridAi.Gateway.Endpoints.Health;

/// <summary>The report on health as a page for people: without scripts, readable in light and dark.</summary>
internal static class HealthPage
{
    private const string Head = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Health</title><style>
        :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
        table{border-collapse:collapse;width:100%;margin:0 0 2rem}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #8886;vertical-align:top}td.n,th.n{text-align:right}
        .s{font-weight:600}.s:before{content:"";display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.4em;background:#888}
        .healthy:before{background:#2a9d4a}.warning:before{background:#e0a100}.critical:before{background:#d3302f}
        </style></head><body>
        """;

    public static string Write(AiHealthDocument health)
    {
        var page = new StringBuilder(Head);
        page.Append(Invariant($"<h1>Health: {Status(health.Status)}</h1><p>{Text(health.Reason ?? "Everything is as it should be.")}</p>"));
        page.Append(Invariant($"<p>Gateway {Text(health.Gateway)}, {health.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. The gateway itself: {Status(health.Own.Status)} {Text(health.Own.Reason)}</p>"));
        if (health.Day is { } day)
        {
            page.Append(Invariant($"<p>In the last 24 hours: {day.Requests} requests, {Percent(day.SuccessRate)} succeeded, {day.CostUsd:0.######} USD, {day.SavedUsd:0.######} USD saved by the cache,"));
            page.Append(Invariant($" P95 {Number(day.LatencyP95Ms)} ms.</p>"));
        }

        Table(page, "The gateway's own", ["What", "Status", "Used", "Limit"], health.Resources.Select(one => new[]
        {
            Text(one.Name), $"{Status(one.Status)} {Text(one.Reason)}", Amount(one.Used, one.Unit), Amount(one.Limit, one.Unit),
        }));
        Table(page, "Providers", ["Provider", "Status", "Since", "Reliability", "Requests in 24 h", "Succeeded", "P95 ms", "USD"], health.Providers.Select(one => new[]
        {
            Text(one.Name + (one.Simulated ? " (simulated)" : "")), $"{Status(one.Status)} {Text(one.Reason)}", Time(one.Since), Number(one.Reliability), Number(one.Day?.Requests),
            Percent(one.Day?.SuccessRate), Number(one.Day?.LatencyP95Ms), Number(one.Day?.CostUsd),
        }));
        Table(page, "Deployments in use", ["Deployment", "Status", "Calls in a minute", "Failed", "First content ms (usually)", "Answers ms (usually)"], health.Providers.SelectMany(one => one.Deployments).Select(one => new[]
        {
            Text(one.Id), $"{Status(one.Status)} {Text(one.Reason)}", Number(one.Calls), Number(one.Failed), $"{Number(one.FirstContentMs)} ({Number(one.UsualFirstContentMs)})",
            $"{Number(one.AnswerMs)} ({Number(one.UsualAnswerMs)})",
        }));
        Table(page, "What jobs found", ["Job", "About", "Status", "Since"], health.Findings.Select(one => new[]
        {
            Text(one.Source), Text(one.Subject), $"{Status(one.Status)} {Text(one.Reason)}", Time(one.Since),
        }));
        Table(page, "Tasks in 24 hours", ["Task", "Share", "Requests", "USD"], health.Tasks.Select(one => new[]
        {
            Text(one.Task ?? (one.Other ? "all others" : "none")), Percent(one.Share), Number(one.Figures.Requests), Number(one.Figures.CostUsd),
        }));
        Table(page, "Last changes", ["When", "Of", "Before", "After"], health.Changes.Select(one => new[]
        {
            Time(one.To), Text(one.Deployment ?? one.Provider), Status(one.Status), $"{Status(one.Next!)} {Text(one.NextReason)}",
        }));
        Table(page, "What makes it better", ["Job", "Last run", "When", "Next"], health.Optimization.Select(one => new[]
        {
            Text(one.Job), Text(one.LastStatus ?? "never ran"), Time(one.LastAt), one.Paused ? "paused" : Time(one.NextAt),
        }));
        return page.Append("</body></html>").ToString();
    }

    private static void Table(StringBuilder page, string title, string[] head, IEnumerable<string[]> rows)
    {
        page.Append(Invariant($"<h2>{title}</h2><table><thead><tr>{string.Concat(head.Select(cell => $"<th>{cell}</th>"))}</tr></thead><tbody>"));
        var any = false;
        foreach (var row in rows)
        {
            any = true;
            page.Append(Invariant($"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>"));
        }

        if (!any)
            page.Append(Invariant($"<tr><td colspan=\"{head.Length}\">none</td></tr>"));
        page.Append("</tbody></table>");
    }

    private static string Status(string status) => $"<span class=\"s {status}\">{status}</span>";

    private static string Text(string? text) => WebUtility.HtmlEncode(text) ?? "";

    private static string Time(DateTimeOffset? at) => at is { } known ? Invariant($"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss}") : "–";

    private static string Number(IFormattable? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "–";

    private static string Amount(long? amount, string? unit) => amount is not { } known ? "–"
        : unit == "bytes" ? Invariant($"{known / (1024.0 * 1024):0.#} MiB") : Text(Invariant($"{known} {unit}"));

    private static string Percent(decimal? share) => share is { } known ? Invariant($"{known:0.##%}") : "–";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
