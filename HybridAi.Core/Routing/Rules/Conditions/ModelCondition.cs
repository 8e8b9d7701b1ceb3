namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>The model has one of these names.</summary>
internal sealed class ModelCondition(IReadOnlyList<string> models) : IRuleCondition
{
    private readonly NamePatterns _patterns = new(models);

    /// <inheritdoc/>
    public string Field => "models";

    /// <inheritdoc/>
    public bool Holds(in RuleFacts facts, DeploymentWatch watch) => _patterns.Match(facts.Model);

    /// <inheritdoc/>
    public string Explain(in RuleFacts facts) => $"the model is '{facts.Model}', the rule is for {string.Join(", ", models)}";

    /// <inheritdoc/>
    public bool CanHoldWith(IRuleCondition other, DateTimeOffset now) => _patterns.Meets(((ModelCondition)other)._patterns);

    /// <inheritdoc/>
    public bool Covers(IRuleCondition other, DateTimeOffset now) => _patterns.Covers(((ModelCondition)other)._patterns);
}
