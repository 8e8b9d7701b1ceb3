using System.Collections.Frozen;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>All fallback rules, ready to be asked. Immutable.</summary>
public sealed class FallbackPlan
{
    /// <summary>Without any rule.</summary>
    public static readonly FallbackPlan Empty = new([], []);

    private readonly FrozenDictionary<(string Model, FallbackTrigger Trigger), FallbackChain> _chains;

    private FallbackPlan(IEnumerable<KeyValuePair<(string, FallbackTrigger), FallbackChain>> chains, FallbackChain[] conditions) =>
        (_chains, Conditions, WatchesLimits) = (
            chains.ToFrozenDictionary(), conditions, Array.Exists(conditions, condition => condition.Rule.When!.Metric == ConditionMetric.LimitLeft));

    /// <summary>The rules with a condition, by name.</summary>
    public IReadOnlyList<FallbackChain> Conditions { get; }

    /// <summary>Whether any of them looks at what is left of the providers' own limits.</summary>
    public bool WatchesLimits { get; }

    /// <summary>Finds out what the rules' names stand for.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="models">The models.</param>
    /// <param name="warnings">Gets what names stand for nothing.</param>
    public static FallbackPlan Build(IReadOnlyList<FallbackRule> rules, ModelIndex models, ICollection<string> warnings)
    {
        if (rules.Count == 0)
            return Empty;
        var chains = new Dictionary<(string, FallbackTrigger), FallbackChain>();
        var conditions = new List<FallbackChain>();
        foreach (var rule in rules.Where(rule => !rule.Disabled).OrderBy(rule => rule.Name, StringComparer.Ordinal))
        {
            var targets = (rule.Targets ?? []).Select(name => (Name: name, Found: models.Find(name))).ToArray();
            foreach (var (name, _) in targets.Where(target => target.Found is null))
                warnings.Add($"Fallback '{rule.Name}' names '{name}', which no configured provider has.");
            var chain = new FallbackChain(
                rule, [.. targets.Where(target => target.Found is not null).Select(target => new FallbackTarget(target.Name, target.Found!))],
                rule.Model == FallbackRule.AnyModel ? null : models.Find(rule.Model) ?? []);
            if (rule.When is not null)
                conditions.Add(chain);
            foreach (var trigger in rule.On ?? [])
                chains.TryAdd((rule.Model, trigger), chain);
        }

        return new FallbackPlan(chains, [.. conditions]);
    }

    /// <summary>
    /// Finds the chain for a failure: for the name that the caller gave, else the deployment, else its model, else any model; of each the cause's own before that of any cause.
    /// </summary>
    /// <param name="requested">The model's name as the caller gave it.</param>
    /// <param name="deployment">The deployment that failed.</param>
    /// <param name="cause">Why.</param>
    public FallbackChain? Find(string requested, Deployment deployment, FailureCause cause)
    {
        if (_chains.Count == 0 || FallbackTriggers.Of(cause) is not { } trigger)
            return null;
        return Of(requested, trigger) ?? Of(deployment.Id, trigger) ?? Of(deployment.Model, trigger) ?? Of(FallbackRule.AnyModel, trigger);
    }

    private FallbackChain? Of(string model, FallbackTrigger trigger) =>
        _chains.GetValueOrDefault((model, trigger)) ?? _chains.GetValueOrDefault((model, FallbackTrigger.Any));
}
