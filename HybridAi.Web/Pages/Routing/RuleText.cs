using System.Globalization;
using HybridAi.Client.Deployments;
using HybridAi.Client.Routing;
using HybridAi.Web.Formatting;

namespace HybridAi.Web.Pages.Routing;

/// <summary>Words about deployments and routing rules.</summary>
internal static class RuleText
{
    /// <summary>A number as forms take it.</summary>
    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>What a deployment may be asked for.</summary>
    public static string Limits(DeploymentLimitsDocument? limits)
    {
        var parts = new List<string>();
        if (limits?.RequestsPerMinute is { } requests)
            parts.Add($"{Text.Count(requests)} requests/min");
        if (limits?.TokensPerMinute is { } tokens)
            parts.Add($"{Text.Count(tokens)} tokens/min");
        if (limits?.Concurrent is { } concurrent)
            parts.Add($"{Text.Count(concurrent)} at a time");
        return parts.Count == 0 ? Text.None : string.Join(", ", parts);
    }

    /// <summary>Which requests a rule is for; <paramref name="nameOf"/> knows the names of keys, teams and users.</summary>
    public static string Conditions(RuleConditionsDocument? when, Func<Guid, string> nameOf)
    {
        var parts = new List<string>();
        void Add(string name, IEnumerable<string?>? values)
        {
            if (values is not null)
                parts.Add($"{name} {string.Join(" or ", values)}");
        }

        Add("models", when?.Models);
        Add("tasks", when?.Tasks);
        Add("tags", when?.Tags);
        Add("keys", when?.Keys?.Select(nameOf));
        Add("teams", when?.Teams?.Select(nameOf));
        Add("users", when?.Users?.Select(nameOf));
        Add("end users", when?.EndUsers);
        if (when?.Tokens is { } tokens)
            parts.Add(tokens switch { { AtLeast: { } least, AtMost: { } most } => $"{Text.Count(least)} to {Text.Count(most)} tokens in", { AtLeast: { } least } => $"from {Text.Count(least)} tokens in", { AtMost: { } most } => $"up to {Text.Count(most)} tokens in", _ => "any tokens" });
        if (when?.Time is { } time)
            parts.Add($"{(time.Days is null ? "every day" : string.Join(", ", time.Days))} {time.From ?? "00:00"} to {time.To ?? "24:00"} {time.TimeZone ?? "UTC"}");
        if (when?.State is { } state)
            parts.Add($"while {Selection(state.Of)} {States(state)}");
        return parts.Count == 0 ? "all requests" : string.Join("; ", parts);
    }

    /// <summary>What a rule does.</summary>
    public static string Actions(RuleActionsDocument? then)
    {
        var parts = new List<string>();
        if (then?.Require is { } required)
            parts.Add("only " + Selection(required));
        if (then?.Prefer is { } preferred)
            parts.Add("first " + Selection(preferred));
        if (then?.Avoid is { } avoided)
            parts.Add("last " + Selection(avoided));
        if (then?.Split is { } split)
            parts.Add("split " + string.Join(", ", split.Select(share => $"{Number(share?.Percent ?? 0)} % to {Selection(share?.To)}")));
        if (then?.Strategy is { } strategy)
            parts.Add($"strategy {strategy}");
        if (then?.Hedge is { } hedge)
            parts.Add(hedge ? "hedged" : "not hedged");
        return parts.Count == 0 ? "nothing" : string.Join("; ", parts);
    }

    /// <summary>Some deployments.</summary>
    public static string Selection(DeploymentSelectionDocument? of)
    {
        var parts = new List<string>();
        void Add(string name, IEnumerable<string?>? values)
        {
            if (values is not null)
                parts.Add($"{name} {string.Join(" or ", values)}");
        }

        Add("provider", of?.Providers);
        Add("model", of?.Models);
        Add("deployment", of?.Deployments);
        Add("region", of?.Regions);
        Add("tag", of?.Tags);
        return parts.Count == 0 ? "all" : string.Join(" and ", parts);
    }

    private static string States(RuleStateDocument state) => string.Join(" and ", new[]
    {
        state.Healthy switch { true => "is healthy", false => "is not healthy", null => null },
        state.ErrorRateAtLeast is { } errors ? $"fails at least {Text.Share((decimal)errors)}" : null,
        state.P95AtLeastMs is { } slow ? $"has a P95 of at least {Text.Milliseconds(slow)}" : null,
    }.OfType<string>());
}
