using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Client.Events;
using HybridAi.Web.Formatting;

namespace HybridAi.Web.Pages.Events;

/// <summary>Events in words. Data may lack what is expected and have what is not: then less is said.</summary>
internal static class EventText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What happened, in a sentence.</summary>
    public static string Summary(EventDocument one)
    {
        var data = new EventFields(one.Data);
        return one.Topic switch
        {
            EventTopicNames.Configuration => $"{data["action"]} of {data["target"]}",
            EventTopicNames.ProviderStatus => $"The circuit of {data["deployment"]} {(data.Kind == "breaker.closed" ? "closed" : "opened")}{data.Because("detail")}",
            EventTopicNames.ProviderHealth => $"{data["deployment"] ?? data["provider"]} is {data["level"]}, was {data["before"]}{data.Because("reason")}",
            EventTopicNames.Fallback => Fallback(data),
            EventTopicNames.Budget => Budget(data),
            EventTopicNames.CachePurge => data["value"] is { } value ? $"Cached answers were purged by {data.Kind}: {value}" : "All cached answers were purged",
            EventTopicNames.SemanticCache => $"Answers of {data["model"]} found by meaning: {data["state"]}, {data["agreed"]} of {data["compared"]} comparisons agreed",
            EventTopicNames.Errors => Error(data),
            EventTopicNames.Alerts => data.Kind == "ended" ? $"{data["subject"]} is well again" : $"{data["subject"]} is {data["level"]}{data.Because("reason")}",
            EventTopicNames.Tests => $"Test of {data["provider"]}: {data["state"]}{Progress(data, "running")}{data.Because("message")}",
            EventTopicNames.Jobs => $"{data["job"]} {Job(data.Kind)}{Progress(data, "progress")}{(data.Kind == "succeeded" ? data.Counts("counts") : data.Because(data["error"] is null ? "message" : "error"))}",
            _ => data.Kind ?? one.Topic,
        };
    }

    /// <summary>In a word what it means, for a pill; and its tone.</summary>
    public static (string Word, string Tone) State(EventDocument one)
    {
        var data = new EventFields(one.Data);
        return one.Topic switch
        {
            EventTopicNames.ProviderStatus => data.Kind == "breaker.closed" ? ("closed", "ok") : ("opened", "bad"),
            EventTopicNames.ProviderHealth => Level(data),
            EventTopicNames.Alerts => data.Kind == "ended" ? ("over", "ok") : Level(data),
            EventTopicNames.Budget => data.Kind == "exhausted" ? ("used up", "bad") : ("warning", "warn"),
            EventTopicNames.Errors => data.Kind == "resolved" ? ("resolved", "ok") : (data.Kind ?? "new", "bad"),
            EventTopicNames.Fallback => data.Kind == "rule.ended" ? ("ended", "ok") : (data.Kind == "rule.met" ? "met" : "fallback", "warn"),
            EventTopicNames.Tests => (data["state"] ?? "test", data["state"] switch { "failed" => "bad", "succeeded" or "done" => "ok", _ => "busy" }),
            EventTopicNames.Jobs => (data.Kind ?? "run", data.Kind switch { "failed" => "bad", "succeeded" => "ok", "released" => "warn", _ => "busy" }),
            EventTopicNames.CachePurge => ("purged", "neutral"),
            EventTopicNames.Configuration => ("changed", "neutral"),
            _ => (data["state"] ?? data.Kind ?? "event", "neutral"),
        };
    }

    /// <summary>The page of the site that tells more, or null.</summary>
    public static string? Address(EventDocument one)
    {
        var data = new EventFields(one.Data);
        return one.Topic switch
        {
            EventTopicNames.Configuration => "/audit",
            EventTopicNames.ProviderStatus or EventTopicNames.Fallback => Deployment(data),
            EventTopicNames.ProviderHealth => Provider(data["provider"]),
            EventTopicNames.Tests => data["id"] is { } id && Guid.TryParse(id, out _) && Provider(data["provider"]) is { } provider ? $"{provider}/tests/{id}" : null,
            EventTopicNames.Budget => "/costs",
            EventTopicNames.CachePurge or EventTopicNames.SemanticCache => "/cache",
            EventTopicNames.Errors => "/errors?state=all",
            EventTopicNames.Alerts => data["source"] is { } source ? "/jobs/" + Uri.EscapeDataString(source) : null,
            EventTopicNames.Jobs => data["job"] is { } job ? "/jobs/" + Uri.EscapeDataString(job) : null,
            _ => null,
        };
    }

    /// <summary>All that the event says.</summary>
    public static string Details(EventDocument one) => JsonSerializer.Serialize(one.Data, Indented);

    private static string? Provider(string? name) => name is { Length: > 0 } ? "/providers/" + Uri.EscapeDataString(name) : null;

    // A deployment that was registered has a name of its own; what was told of it before its provider was leads to where it stands.
    private static string? Deployment(EventFields data) => data["deployment"] is not { } deployment ? Provider(data["provider"])
        : Provider(data["provider"] ?? (deployment.Contains('/', StringComparison.Ordinal) ? deployment.Split('/')[0] : null)) ?? "/routing?search=" + Uri.EscapeDataString(deployment);

    private static (string, string) Level(EventFields data) =>
        (data["level"] ?? "unknown", data["level"] switch { "healthy" => "ok", "warning" => "warn", "critical" => "bad", _ => "neutral" });

    private static string Fallback(EventFields data) => data.Kind switch
    {
        "rule.met" => $"The rule {data["rule"]} holds for {data["deployment"]}{data.Because("detail")}",
        "rule.ended" => $"The rule {data["rule"]} does not hold for {data["deployment"]} any more",
        _ => $"{Text.Plural((long)(data.Number("count") ?? 1), "request", "requests")} of {data["deployment"]} went on with {data["target"] ?? "another one"}{data.Because("cause")}",
    };

    private static string Budget(EventFields data)
    {
        var whose = data["target"] is { } target ? $"{data["budget"]} of {target}" : data["budget"];
        var reached = data.Kind == "exhausted" ? "is used up" : $"has reached {Text.Share(data.Number("threshold"))}";
        return $"The {data["period"]} budget {whose} {reached}: {Text.Usd(data.Number("spentUsd"))} of {Text.Usd(data.Number("limitUsd"))} spent";
    }

    private static string Error(EventFields data)
    {
        var what = string.Join(", ", new[] { data["cause"], data.Number("status") is > 0 and { } status ? $"HTTP {status.ToString(CultureInfo.InvariantCulture)}" : null, data["deployment"] ?? data["provider"] }.OfType<string>());
        return data.Kind switch { "resolved" => $"Resolved: {what}", "reopened" => $"It fails again: {what}", _ => $"New: {what}" } + data.Because("detail");
    }

    private static string Job(string? kind) => kind switch { "progress" => "goes on", "released" => "was given back unfinished", null => "ran", _ => kind };

    private static string Progress(EventFields data, string when) =>
        (data.Kind ?? data["state"]) == when && data.Number("progress") is { } progress ? $", {Text.Share(progress)} done" : "";

    /// <summary>The fields of an event's data.</summary>
    private readonly struct EventFields(JsonElement data)
    {
        public string? Kind => this["kind"];

        /// <summary>A text, or a number as it is; null if there is none.</summary>
        public string? this[string name] => data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var field)
            ? field.ValueKind switch
            {
                JsonValueKind.String when field.GetString() is { Length: > 0 } text => text,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => field.GetRawText(),
                _ => null,
            }
            : null;

        public decimal? Number(string name) =>
            data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Number && field.TryGetDecimal(out var number) ? number : null;

        /// <summary>Numbers by name, those that are not zero.</summary>
        public string Counts(string name)
        {
            if (data.ValueKind != JsonValueKind.Object || !data.TryGetProperty(name, out var counts) || counts.ValueKind != JsonValueKind.Object)
                return "";
            var said = counts.EnumerateObject().Where(count => count.Value.ValueKind == JsonValueKind.Number && count.Value.TryGetInt64(out var number) && number != 0)
                .Select(count => $"{count.Name} {Text.Count(count.Value.GetInt64())}");
            return string.Join(", ", said) is { Length: > 0 } text ? ": " + text : "";
        }

        public string Because(string name) => this[name] is { } reason ? ": " + reason : "";
    }
}
