using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Routing.Rules;

/// <summary>
/// Finds rules that contradict each other: two that are switched on, could both be for one request, and between them leave nothing or can never both be
/// done. Whatever the deployments are, what is found is a contradiction; that an earlier rule goes before a later one where they overlap is none.
/// </summary>
public sealed class RuleConflicts
{
    private const string HowToMend = "Narrow the conditions of one of them ('unless' takes requests out), or switch one off";

    private readonly RuleCompiler _compiler;
    private readonly DateTimeOffset _now;
    private readonly Action<int, string, string> _report;

    private RuleConflicts(RuleCompiler compiler, DateTimeOffset now, Action<int, string, string> report) => (_compiler, _now, _report) = (compiler, now, report);

    /// <summary>Finds all of them.</summary>
    /// <param name="rules">The rules in their order. Each is good by itself.</param>
    /// <param name="deployments">All deployments that there are.</param>
    /// <param name="keys">All keys, the replaced ones too.</param>
    /// <param name="now">This moment: hours of different time zones are compared over the year that begins now.</param>
    /// <param name="report">Told of each: the later rule's place from 0, its field, and what is wrong, to be read behind the field's name.</param>
    public static void Find(
        IReadOnlyList<RoutingRule> rules, IReadOnlyCollection<Deployment> deployments, IReadOnlyList<ApiKey> keys, DateTimeOffset now, Action<int, string, string> report)
    {
        var compiler = new RuleCompiler(deployments, keys);
        var conflicts = new RuleConflicts(compiler, now, report);
        var enabled = new List<(int Index, CompiledRule Rule)>();
        foreach (var (index, rule) in rules.Index())
        {
            if (!rule.Disabled && compiler.TryCompile(rule, out _) is { } ready)
                enabled.Add((index, ready));
        }

        if (compiler.Leanings.Count > RuleCompiler.MostLeanings)
            report(enabled[^1].Index, "then", $"is one too much: all rules together may have {RuleCompiler.MostLeanings} preferences, avoidances and shares, and have {compiler.Leanings.Count}");
        for (var later = 0; later < enabled.Count; later++)
        {
            conflicts.FindWithin(enabled[later].Index, enabled[later].Rule.Rule.Then);
            for (var earlier = 0; earlier < later; earlier++)
            {
                if (enabled[earlier].Rule.CanHoldWith(enabled[later].Rule, now))
                    conflicts.FindBetween(enabled[earlier].Rule, enabled[later].Rule, enabled[later].Index);
            }
        }
    }

    private void FindWithin(int place, RuleActions then)
    {
        if (IsWithin(then.Require, then.Avoid))
            _report(place, "then.avoid", "avoids all that the rule requires");
        if (IsWithin(then.Prefer, then.Avoid))
            _report(place, "then.avoid", "avoids all that the rule prefers");
        FindOutside(place, then, then.Require, "the rule requires");
    }

    private void FindBetween(CompiledRule earlier, CompiledRule later, int place)
    {
        var (first, second, name) = (earlier.Rule.Then, later.Rule.Then, earlier.Rule.Name);
        if (AreApart(first.Require, second.Require))
            _report(place, "then.require", $"leaves nothing for requests that '{name}' is for, too: that one requires {first.Require}. {HowToMend}");
        if (IsWithin(first.Require, second.Avoid))
            _report(place, "then.avoid", $"avoids all that '{name}' requires for some of the same requests. {HowToMend}");
        if (IsWithin(second.Require, first.Avoid))
            _report(place, "then.require", $"requires what '{name}' avoids for some of the same requests. {HowToMend}");
        if (earlier.Covers(later, _now))
            FindDead(first, second, place, name);
    }

    // What a rule can never do, since an earlier one is for all the same requests.
    private void FindDead(RuleActions first, RuleActions second, int place, string name)
    {
        if (first.Strategy is not null && second.Strategy is not null && first.Strategy != second.Strategy)
            _report(place, "then.strategy", $"can never be set: '{name}' is for all the same requests, comes before, and sets {first.Strategy}. {HowToMend}");
        if (first.Hedge is { } hedge && second.Hedge == !hedge)
            _report(place, "then.hedge", $"can never be set: '{name}' is for all the same requests, comes before, and {(hedge ? "wants" : "forbids")} hedging. {HowToMend}");
        if (first.Split is { } shares && second.Split is { } others && !AreSame(shares, others))
            _report(place, "then.split", $"can never split: '{name}' is for all the same requests, comes before, and splits them. {HowToMend}");
        if (IsSame(first.Prefer, second.Avoid))
            _report(place, "then.avoid", $"has no effect: '{name}' is for all the same requests, comes before, and prefers the same. {HowToMend}");
        if (IsSame(first.Avoid, second.Prefer))
            _report(place, "then.prefer", $"has no effect: '{name}' is for all the same requests, comes before, and avoids the same. {HowToMend}");
        FindOutside(place, second, first.Require, $"'{name}', which is for all the same requests, requires");
    }

    private void FindOutside(int place, RuleActions then, DeploymentSelection? required, string who)
    {
        if (AreApart(required, then.Prefer))
            _report(place, "then.prefer", $"prefers nothing of what {who}: {required}");
        for (var i = 0; i < (then.Split?.Count ?? 0); i++)
        {
            if (AreApart(required, then.Split![i].To))
                _report(place, $"then.split[{i}].to", $"has nothing of what {who}: {required}");
        }
    }

    private bool AreSame(IReadOnlyList<SplitShare> one, IReadOnlyList<SplitShare> other) => one.Count == other.Count
        && one.Zip(other).All(pair => Math.Abs(pair.First.Percent - pair.Second.Percent) < 1e-9 && IsSame(pair.First.To, pair.Second.To));

    private bool IsSame(DeploymentSelection? one, DeploymentSelection? other) => IsWithin(one, other) && IsWithin(other, one);

    private bool IsWithin(DeploymentSelection? inner, DeploymentSelection? outer) =>
        inner is not null && outer is not null && new DeploymentSelector(outer).Covers(new DeploymentSelector(inner), _compiler.Find);

    private bool AreApart(DeploymentSelection? one, DeploymentSelection? other) =>
        one is not null && other is not null && new DeploymentSelector(one).IsApartFrom(new DeploymentSelector(other), _compiler.Find);
}
