using System.Globalization;

namespace HybridAi.Core.Routing.Rules;

/// <summary>What rules did, for people.</summary>
public static class RuleWords
{
    private const int LongestLabel = 120;
    private const int MostNotes = 8;

    /// <summary>The rules that are for a request, for <c>x-hybridai-route</c>: visible ASCII, of at most 150 characters.</summary>
    /// <param name="verdict">What the rules say of it.</param>
    public static string LabelOf(in RuleVerdict verdict)
    {
        string[] names = [.. verdict.Matched().Select(rule => rule.Name)];
        var (label, count) = (names[0], 1);
        for (; count < names.Length && label.Length + names[count].Length + 2 <= LongestLabel; count++)
            label += ", " + names[count];
        return $"rule{(names.Length == 1 ? "" : "s")} {label}{(count < names.Length ? $" and {names.Length - count} more" : "")}";
    }

    /// <summary>What each of them does, a sentence for each of the first, and their names for the rest.</summary>
    /// <param name="verdict">What the rules say of the request.</param>
    public static IEnumerable<string> NotesOf(RuleVerdict verdict)
    {
        RoutingRule[] rules = [.. verdict.Matched()];
        foreach (var rule in rules.Take(MostNotes))
            yield return $"'{rule.Name}' {string.Join("; ", DoneBy(rule, verdict))}.";
        if (rules.Length > MostNotes)
            yield return $"More that applied: {string.Join(", ", rules.Skip(MostNotes).Select(rule => rule.Name))}.";
    }

    /// <summary>Says which rules leave none of some deployments.</summary>
    /// <param name="verdict">What the rules say of the request.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="deployments">What it could go to otherwise.</param>
    public static string BlameOf(RuleVerdict verdict, string model, Deployment[] deployments)
    {
        var (left, blamed) = (deployments, new List<RoutingRule>());
        foreach (var rule in verdict.Matched().Where(rule => rule.Then.Require is not null))
        {
            var selector = new DeploymentSelector(rule.Then.Require!);
            blamed.Add(rule);
            if ((left = Array.FindAll(left, selector.Selects)).Length == 0)
                break;
        }

        var rules = string.Join(" and ", blamed.Select(rule => $"the routing rule '{rule.Name}' requires {rule.Then.Require}"));
        return $"{char.ToUpperInvariant(rules[0])}{rules[1..]}, and no deployment of the model '{model}' that this request could go to is that. Name another model, or ask an administrator.";
    }

    private static IEnumerable<string> DoneBy(RoutingRule rule, RuleVerdict verdict)
    {
        var then = rule.Then;
        if (then.Require is not null)
            yield return $"requires {then.Require}";
        if (then.Avoid is not null)
            yield return $"avoids {then.Avoid}";
        if (then.Prefer is not null)
            yield return $"prefers {then.Prefer}";
        if (then.Split is not null)
        {
            yield return !ReferenceEquals(rule, verdict.SplitRule) ? $"does not split, since '{verdict.SplitRule!.Name}' did"
                : string.Create(CultureInfo.InvariantCulture, $"splits: this request is of the {verdict.Share!.Percent:0.####} % that prefer {verdict.Share.To}");
        }

        if (then.Strategy is not null)
            yield return ReferenceEquals(rule, verdict.StrategyRule) ? $"sets the strategy {then.Strategy}" : $"does not set the strategy, since '{verdict.StrategyRule!.Name}' did";
        if (then.Hedge is { } hedge)
            yield return ReferenceEquals(rule, verdict.HedgeRule) ? $"{(hedge ? "wants" : "forbids")} hedging" : $"does not decide about hedging, since '{verdict.HedgeRule!.Name}' did";
    }
}
