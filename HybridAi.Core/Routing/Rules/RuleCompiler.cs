using HybridAi.Core.Routing.Rules.Conditions;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Routing.Rules;

/// <summary>Makes rules ready.</summary>
/// <param name="deployments">All deployments that there are.</param>
/// <param name="keys">All keys, the replaced ones too.</param>
internal sealed class RuleCompiler(IReadOnlyCollection<Deployment> deployments, IReadOnlyList<ApiKey> keys)
{
    /// <summary>How many preferences, avoidances and shares all rules may have together: each is a bit of an order.</summary>
    public const int MostLeanings = 128;

    /// <summary>Finds what a deployment's own name stands for.</summary>
    public Deployment? Find(string name) => deployments.FirstOrDefault(deployment => deployment.Id == name);

    /// <summary>All that rules prefer or avoid, in the order of its weight.</summary>
    public List<(DeploymentSelector Selector, bool Avoided)> Leanings { get; } = [];

    /// <summary>All that rules require.</summary>
    public List<DeploymentSelector> Demands { get; } = [];

    /// <summary>Makes one ready; null if this machine cannot.</summary>
    public CompiledRule? TryCompile(RoutingRule rule, out string? problem)
    {
        problem = null;
        try
        {
            return Compile(rule);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            problem = $"This machine does not know its time zone: {unknown.Message}";
            return null;
        }
    }

    private CompiledRule Compile(RoutingRule rule)
    {
        var (when, unless, actions) = (Conditions(rule.When), rule.Unless is null ? null : Conditions(rule.Unless), rule.Then);
        // What is avoided comes behind even what is preferred.
        var avoid = actions.Avoid is { } avoided ? Lean(avoided, isAvoided: true) : 0;
        var split = actions.Split is { } shares ? Shares(shares) : null;
        return new CompiledRule(rule, when, unless)
        {
            Demand = actions.Require is { } required ? Demand(required) : 0,
            Leanings = avoid | (actions.Prefer is { } preferred ? Lean(preferred, isAvoided: false) : 0),
            Split = split,
        };
    }

    // The cheapest to look at first.
    private IRuleCondition[] Conditions(RuleConditions? conditions)
    {
        List<IRuleCondition> all = [];
        if (conditions?.Tokens is { } tokens)
            all.Add(new TokenCondition(tokens));
        if (conditions?.Keys is { } ids)
            all.Add(new ValueCondition<Guid>("keys", WithSuccessors(ids), static (in facts, out value) => Has(facts.Key, out value)));
        if (conditions?.Teams is { } teams)
            all.Add(new ValueCondition<Guid>("teams", teams, static (in facts, out value) => Has(facts.Team, out value)));
        if (conditions?.Users is { } users)
            all.Add(new ValueCondition<Guid>("users", users, static (in facts, out value) => Has(facts.User, out value)));
        if (conditions?.Models is { } models)
            all.Add(new ModelCondition(models));
        if (conditions?.Tasks is { } tasks)
            all.Add(new ValueCondition<string>("tasks", tasks, static (in facts, out value) => (value = facts.Task!) is not null));
        if (conditions?.EndUsers is { } endUsers)
            all.Add(new ValueCondition<string>("endUsers", endUsers, static (in facts, out value) => (value = facts.EndUser!) is not null));
        if (conditions?.Tags is { } tags)
            all.Add(new TagCondition(tags));
        if (conditions?.Time is { } time)
            all.Add(new HoursCondition(time));
        if (conditions?.State is { } state)
            all.Add(new StateCondition(state, deployments));
        return [.. all];
    }

    private static bool Has(Guid? given, out Guid value)
    {
        value = given.GetValueOrDefault();
        return given is not null;
    }

    // A rule stays with whoever it was made for when a key is replaced.
    private HashSet<Guid> WithSuccessors(IReadOnlyList<Guid> ids)
    {
        var all = ids.ToHashSet();
        while (keys.FirstOrDefault(key => key.RotatedFrom is { } before && all.Contains(before.Value) && !all.Contains(key.Id.Value)) is { } successor)
            all.Add(successor.Id.Value);
        return all;
    }

    private UInt128 Demand(DeploymentSelection selection)
    {
        Demands.Add(new DeploymentSelector(selection));
        return UInt128.One << (Demands.Count - 1);
    }

    private UInt128 Lean(DeploymentSelection selection, bool isAvoided)
    {
        Leanings.Add((new DeploymentSelector(selection), isAvoided));
        return BitOf(Leanings.Count - 1);
    }

    private SplitArm[] Shares(IReadOnlyList<SplitShare> shares)
    {
        var arms = new SplitArm[shares.Count];
        var sum = 0.0;
        for (var i = 0; i < arms.Length; i++)
        {
            sum += shares[i].Percent;
            arms[i] = new SplitArm(sum, Lean(shares[i].To, isAvoided: false));
        }

        return arms;
    }

    /// <summary>The bit of a leaning: the first is the most significant.</summary>
    public static UInt128 BitOf(int leaning) => leaning < MostLeanings ? UInt128.One << (MostLeanings - 1 - leaning) : 0;
}
