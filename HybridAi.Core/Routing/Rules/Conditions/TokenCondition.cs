using System.Globalization;

namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>About so many tokens go in.</summary>
internal sealed class TokenCondition(TokenRange range) : IRuleCondition
{
    private readonly long _least = range.AtLeast ?? 0;
    private readonly long _most = range.AtMost ?? long.MaxValue;

    /// <inheritdoc/>
    public string Field => "tokens";

    /// <inheritdoc/>
    public bool Holds(in RuleFacts facts, DeploymentWatch watch) => facts.InputTokens >= _least && facts.InputTokens <= _most;

    /// <inheritdoc/>
    public string Explain(in RuleFacts facts) => string.Create(
        CultureInfo.InvariantCulture, $"about {facts.InputTokens} tokens go in, the rule is for {_least} to {(_most == long.MaxValue ? "any number" : _most.ToString(CultureInfo.InvariantCulture))}");

    /// <inheritdoc/>
    public bool CanHoldWith(IRuleCondition other, DateTimeOffset now) => other is TokenCondition range && _least <= range._most && range._least <= _most;

    /// <inheritdoc/>
    public bool Covers(IRuleCondition other, DateTimeOffset now) => other is TokenCondition range && _least <= range._least && range._most <= _most;
}
