namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>One condition of a rule, made ready. Asked on the request's path: it neither waits nor takes a lock, and allocates nothing.</summary>
internal interface IRuleCondition
{
    /// <summary>Its field in <see cref="RuleConditions"/>, as in JSON.</summary>
    string Field { get; }

    /// <summary>Whether a request meets it.</summary>
    bool Holds(in RuleFacts facts, DeploymentWatch watch);

    /// <summary>What the request has and what the condition wants, for people, to be read behind the field's name.</summary>
    string Explain(in RuleFacts facts);

    /// <summary>Whether some request of the coming year could meet this one and another one of the same field.</summary>
    bool CanHoldWith(IRuleCondition other, DateTimeOffset now);

    /// <summary>Whether each request of the coming year that meets another one of the same field meets this one.</summary>
    bool Covers(IRuleCondition other, DateTimeOffset now);
}
