using System.Collections.Frozen;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Routing.Rules;

/// <summary>
/// The rules that are switched on, made ready for requests: each deployment's place by every rule is computed beforehand, so that a request costs a look at
/// each rule's conditions and one at each of its candidates. Never changed.
/// </summary>
public sealed class RuleBook
{
    private readonly List<(DeploymentSelector Selector, bool Avoided)> _leanings;
    private readonly List<DeploymentSelector> _demands;
    private readonly FrozenDictionary<Deployment, RuleMarks> _marks;

    private RuleBook(CompiledRule[] rules, RuleCompiler compiler, IEnumerable<Deployment> deployments)
    {
        (Rules, _leanings, _demands) = (rules, compiler.Leanings, compiler.Demands);
        _marks = deployments.Distinct().ToFrozenDictionary(deployment => deployment, ComputeMarks);
    }

    /// <summary>The rules that are in force, in their order.</summary>
    public IEnumerable<RoutingRule> InForce => Rules.Select(rule => rule.Rule);

    internal CompiledRule[] Rules { get; }

    /// <summary>Makes rules ready.</summary>
    /// <param name="rules">The rules in their order.</param>
    /// <param name="deployments">All deployments that there are.</param>
    /// <param name="keys">All keys, the replaced ones too.</param>
    /// <param name="report">Told of each rule that is left out, and why, as a sentence.</param>
    /// <returns>The rules; null if none is switched on.</returns>
    public static RuleBook? Compile(IReadOnlyList<RoutingRule> rules, IReadOnlyCollection<Deployment> deployments, IReadOnlyList<ApiKey> keys, Action<RoutingRule, string>? report = null)
    {
        var compiler = new RuleCompiler(deployments, keys);
        var compiled = new List<CompiledRule>();
        foreach (var rule in rules.Where(rule => !rule.Disabled).Take(RoutingRuleSet.MostRules))
        {
            if (compiler.TryCompile(rule, out var problem) is { } ready)
                compiled.Add(ready);
            else
                report?.Invoke(rule, problem!);
        }

        return compiled.Count == 0 ? null : new RuleBook([.. compiled], compiler, deployments);
    }

    /// <summary>Finds what the rules say of a request.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="watch">How deployments do.</param>
    public RuleVerdict Judge(in RuleFacts facts, DeploymentWatch watch)
    {
        var verdict = new RuleVerdict();
        for (var i = 0; i < Rules.Length; i++)
        {
            if (Rules[i].Holds(facts, watch))
                verdict = verdict.With(this, i, facts);
        }

        return verdict;
    }

    /// <summary>Says of each rule whether it is for a request, and why; in their order.</summary>
    /// <param name="facts">The request.</param>
    /// <param name="watch">How deployments do.</param>
    public IReadOnlyList<RuleFinding> Explain(RuleFacts facts, DeploymentWatch watch) =>
    [
        .. Rules.Select(rule => new RuleFinding(
            rule.Rule, rule.Holds(facts, watch),
            [
                .. rule.When.Select(condition => new ConditionFinding(condition.Field, condition.Holds(facts, watch), condition.Explain(facts))),
                .. (rule.Unless ?? []).Select(condition => new ConditionFinding($"unless.{condition.Field}", condition.Holds(facts, watch), condition.Explain(facts))),
            ])),
    ];

    internal RuleMarks MarksOf(Deployment deployment) => _marks.TryGetValue(deployment, out var marks) ? marks : ComputeMarks(deployment);

    private RuleMarks ComputeMarks(Deployment deployment)
    {
        var (outside, behind) = (UInt128.Zero, UInt128.Zero);
        for (var i = 0; i < _demands.Count; i++)
        {
            if (!_demands[i].Selects(deployment))
                outside |= UInt128.One << i;
        }

        for (var i = 0; i < _leanings.Count; i++)
        {
            if (_leanings[i].Selector.Selects(deployment) == _leanings[i].Avoided)
                behind |= RuleCompiler.BitOf(i);
        }

        return new RuleMarks(outside, behind);
    }
}

/// <summary>A deployment's place by all rules.</summary>
/// <param name="Outside">The bits of the rules that require others.</param>
/// <param name="Behind">The bits of the rules that put it behind others.</param>
internal readonly record struct RuleMarks(UInt128 Outside, UInt128 Behind);
