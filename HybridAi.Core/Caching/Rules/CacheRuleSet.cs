using HybridAi.Core.Routing.Rules;

namespace HybridAi.Core.Caching.Rules;

/// <summary>The rules of the cache that are switched on, made ready, in the order in which they count.</summary>
public sealed class CacheRuleSet
{
    private readonly (CacheRule Rule, NamePatterns? Models)[] _rules;

    private CacheRuleSet((CacheRule, NamePatterns?)[] rules) => _rules = rules;

    /// <summary>The rules, in the order in which they count.</summary>
    public IEnumerable<CacheRule> InForce => _rules.Select(one => one.Rule);

    /// <summary>Whether one of them has to know the temperature.</summary>
    public bool AsksTemperature { get; private init; }

    /// <summary>Makes rules ready.</summary>
    /// <param name="rules">All rules.</param>
    /// <returns>Null if none is switched on.</returns>
    public static CacheRuleSet? Of(IEnumerable<CacheRule> rules)
    {
        var ready = rules.Where(rule => !rule.Disabled).OrderByDescending(rule => rule.Priority).ThenBy(rule => rule.Name, StringComparer.Ordinal)
            .Select(rule => (rule, rule.Models.Count == 0 ? null : new NamePatterns(rule.Models))).ToArray();
        return ready.Length == 0 ? null : new CacheRuleSet(ready) { AsksTemperature = Array.Exists(ready, one => one.rule.AsksTemperature) };
    }

    /// <summary>The rule that counts for a request, or null.</summary>
    /// <param name="facts">The request.</param>
    public CacheRule? Find(in CacheRuleFacts facts)
    {
        foreach (var (rule, models) in _rules)
        {
            if ((models is null || models.Match(facts.Model)) && Matches(rule, facts))
                return rule;
        }

        return null;
    }

    private static bool Matches(CacheRule rule, in CacheRuleFacts facts) => Has(rule.Apis, facts.Api) && Has(rule.Tasks, facts.Task) && HasTag(rule.Tags, facts.Tags)
        && (rule.Keys.Count == 0 || rule.Keys.Contains(facts.Key))
        && !(facts.Temperature < rule.TemperatureAtLeast) && !(facts.Temperature > rule.TemperatureAtMost);

    private static bool Has(IReadOnlyList<string> wanted, string? text)
    {
        if (wanted.Count == 0)
            return true;
        for (var i = 0; i < wanted.Count; i++)
        {
            if (wanted[i] == text)
                return true;
        }

        return false;
    }

    private static bool HasTag(IReadOnlyList<string> wanted, IReadOnlyList<string>? tags)
    {
        if (wanted.Count == 0)
            return true;
        for (var i = 0; i < (tags?.Count ?? 0); i++)
        {
            if (Has(wanted, tags![i]))
                return true;
        }

        return false;
    }
}
