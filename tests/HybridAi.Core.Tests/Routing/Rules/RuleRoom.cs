using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Routing.Rules;

/// <summary>Rules over the deployments of a <see cref="RoutingRoom"/>.</summary>
internal sealed class RuleRoom
{
    public RoutingRoom Routing { get; } = new();

    public List<ApiKey> Keys { get; } = [];

    public DeploymentWatch Watch => new(Routing.States, [Routing.Health], Routing.Clock);

    public static DeploymentSelection Providers(params string[] names) => new() { Providers = names };

    public static RoutingRule Rule(string name, RuleActions then, RuleConditions? when = null, RuleConditions? unless = null) => new() { Name = name, Then = then, When = when, Unless = unless };

    public static RuleActions Prefer(params string[] providers) => new() { Prefer = Providers(providers) };

    public static RuleActions Avoid(params string[] providers) => new() { Avoid = Providers(providers) };

    public static RuleActions Require(params string[] providers) => new() { Require = Providers(providers) };

    public static RuleActions Strategy(string name) => new() { Strategy = name };

    public static RuleFacts Facts(
        string model = "m", string? task = null, string[]? tags = null, long tokens = 0, DateTimeOffset at = default, string? endUser = null, string? session = null, Guid? request = null, Guid? key = null) => new()
        {
            Model = model, Task = task, Tags = tags, InputTokens = tokens, At = at, EndUser = endUser, Session = session, Request = request ?? Guid.Empty, Key = key,
        };

    public RuleBook Book(params RoutingRule[] rules) => RuleBook.Compile(rules, Routing.All, Keys)!;

    public RuleVerdict Judge(RuleFacts facts, params RoutingRule[] rules) => rules.Length == 0 ? default : Book(rules).Judge(facts, Watch);

    /// <summary>The names of the rules that are for a request.</summary>
    public string Matched(RuleFacts facts, params RoutingRule[] rules) => string.Join(' ', Judge(facts, rules).Matched().Select(rule => rule.Name));

    /// <summary>The providers in the order that rules and a strategy give them.</summary>
    public string Order(string strategy, RuleFacts facts, params RoutingRule[] rules)
    {
        var verdict = Judge(facts, rules);
        return RoutingRoom.Names(Routing.Router().Plan(Routing.Request(), verdict.Allowed(Routing.All), verdict.Strategy ?? strategy, verdict));
    }

    /// <summary>The contradictions that are found: <c>place field</c> each.</summary>
    public string Conflicts(params RoutingRule[] rules)
    {
        List<string> found = [];
        RuleConflicts.Find(rules, Routing.All, Keys, Routing.Clock.GetUtcNow(), (place, field, _) => found.Add($"{place} {field}"));
        return string.Join(", ", found);
    }
}
