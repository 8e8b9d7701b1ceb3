using HybridAi.Client.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Reads rules from a request, and names everything that is wrong with them.</summary>
/// <param name="vocabulary">What they can name.</param>
/// <param name="problems">Gets what is wrong; if there is anything, the results are not used.</param>
/// <param name="now">This moment.</param>
internal sealed class RuleReader(RuleVocabulary vocabulary, FieldProblems problems, DateTimeOffset now)
{
    private const int LongestDescription = 500;
    private const int MostShares = 10;

    // The addresses beside those of rules.
    private static readonly string[] Reserved = ["versions", "dry-run"];

    private readonly RuleConditionReader _conditions = new(vocabulary, problems);
    private readonly RuleSelectionReader _selections = new(vocabulary, problems);

    /// <summary>Reads a list of rules.</summary>
    public List<RoutingRule> ReadAll(IReadOnlyList<RoutingRuleDocument?>? rules)
    {
        if (rules is null)
            problems.Add("rules", "is required: a list of rules, [] for none");
        if (rules is { Count: > RoutingRuleSet.MostRules })
            problems.Add("rules", $"must have at most {RoutingRuleSet.MostRules} rules, and has {rules.Count}");
        var read = (rules ?? []).Take(RoutingRuleSet.MostRules).Select((rule, place) => Read(rule, $"rules[{place}].")).ToList();
        CheckTogether(read, place => $"rules[{place}].");
        return read;
    }

    /// <summary>Checks rules that are good by themselves for what is wrong with them together.</summary>
    /// <param name="rules">All of them.</param>
    /// <param name="pathOf">Says where a rule is in the request, by its place from 0.</param>
    public void CheckTogether(List<RoutingRule> rules, Func<int, string> pathOf)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Name.Length > 0 && rules.FindIndex(rule => rule.Name == rules[i].Name) is var first && first < i)
                problems.Add($"{pathOf(i)}name", $"is that of rule {first + 1}, too: '{rules[i].Name}'");
        }

        // What is not good by itself cannot be compared.
        if (problems.Any)
            return;
        RuleConflicts.Find(
            rules, vocabulary.Snapshot.KnownDeployments, vocabulary.Snapshot.Configuration.Keys, now,
            (place, field, problem) => problems.Add(pathOf(place) + field, $"{problem} (rule '{rules[place].Name}')"));
    }

    /// <summary>Reads a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="path">Where it is in the request.</param>
    public RoutingRule Read(RoutingRuleDocument? rule, string path)
    {
        var name = "";
        if (DocumentName.Read(rule?.Name).Failed(out _, out var good))
            problems.Add($"{path}name", "is required: 1 to 64 lower-case letters, digits, dots, hyphens and underscores");
        else if (Reserved.Contains(name = good))
            problems.Add($"{path}name", $"must not be one of {string.Join(", ", Reserved)}");
        if (rule?.Description is { Length: > LongestDescription })
            problems.Add($"{path}description", $"must have at most {LongestDescription} characters");
        return new RoutingRule
        {
            Name = name,
            Description = rule?.Description,
            Disabled = rule?.Enabled == false,
            When = rule?.When is { } when ? _conditions.Read(when, $"{path}when") : null,
            Unless = rule?.Unless is { } unless ? _conditions.ReadUnless(unless, $"{path}unless") : null,
            Then = Actions(rule?.Then, $"{path}then"),
        };
    }

    private RuleActions Actions(RuleActionsDocument? then, string path)
    {
        if (then is null or { Require: null, Prefer: null, Avoid: null, Strategy: null, Hedge: null, Split: null })
            problems.Add(path, "must do something: require, prefer, avoid, strategy, hedge or split");
        if (then?.Strategy is { } strategy && !StrategyNames.All.Contains(strategy))
            problems.Add($"{path}.strategy", $"must be one of {StrategyNames.List}; '{ApiError.Shorten(strategy)}' is not");
        return new RuleActions
        {
            Require = Selection(then?.Require, $"{path}.require"),
            Prefer = Selection(then?.Prefer, $"{path}.prefer"),
            Avoid = Selection(then?.Avoid, $"{path}.avoid"),
            Strategy = then?.Strategy,
            Hedge = then?.Hedge,
            Split = then?.Split is { } shares ? Split(shares, $"{path}.split") : null,
        };
    }

    private DeploymentSelection? Selection(DeploymentSelectionDocument? selection, string path) => selection is null ? null : _selections.Read(selection, path);

    private SplitShare[] Split(IReadOnlyList<SplitShareDocument?> shares, string path)
    {
        if (shares.Count is 0 or > MostShares)
            problems.Add(path, $"must have 1 to {MostShares} shares");
        for (var i = 0; i < shares.Count; i++)
        {
            if (shares[i]?.Percent is not (>= 0 and <= 100))
                problems.Add($"{path}[{i}].percent", "must be 0 to 100");
        }

        if (shares.Sum(share => share?.Percent ?? 0) is var sum && shares.Count > 0 && !(Math.Abs(sum - 100) < 1e-6))
            problems.Add(path, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"must come to 100 percent, and comes to {sum:0.######}"));
        return [.. shares.Select((share, i) => new SplitShare(share?.Percent ?? 0, _selections.Read(share?.To, $"{path}[{i}].to")))];
    }
}
