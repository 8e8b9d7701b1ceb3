namespace HybridAi.Core.Routing.Rules;

/// <summary>Whether a rule is for a request, and why.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Matched">Whether it is.</param>
/// <param name="Conditions">Its conditions, the cheapest to look at first.</param>
public sealed record RuleFinding(RoutingRule Rule, bool Matched, IReadOnlyList<ConditionFinding> Conditions);

/// <summary>Whether a request meets a condition, and why.</summary>
/// <param name="Field">The condition: <c>models</c>; <c>unless.models</c> for one that takes requests out.</param>
/// <param name="Met">Whether it does.</param>
/// <param name="Text">What the request has and what the condition wants.</param>
public sealed record ConditionFinding(string Field, bool Met, string Text);
