using HybridAi.Client.Caching;

namespace HybridAi.Web.Pages.Cache;

/// <summary>Words about cache rules.</summary>
internal static class CacheRuleText
{
    /// <summary>Which requests a rule is for.</summary>
    public static string Conditions(CacheConditionsDocument? when)
    {
        var parts = new List<string>();
        void Add(string name, IReadOnlyList<string>? values)
        {
            if (values is { Count: > 0 })
                parts.Add($"{name} {string.Join(" or ", values)}");
        }

        Add("models", when?.Models);
        Add("APIs", when?.Apis);
        Add("tasks", when?.Tasks);
        Add("tags", when?.Tags);
        Add("keys", when?.Keys);
        if (when?.Temperature is { } temperature)
        {
            parts.Add("temperature " + (temperature switch
            {
                { AtLeast: { } least, AtMost: { } most } => $"{Number(least)} to {Number(most)}",
                { AtLeast: { } least } => $"from {Number(least)}",
                { AtMost: { } most } => $"up to {Number(most)}",
                _ => "any",
            }));
        }

        return parts.Count == 0 ? "all requests" : string.Join("; ", parts);
    }

    /// <summary>A number as forms take it.</summary>
    public static string Number(double value) => value.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
}
