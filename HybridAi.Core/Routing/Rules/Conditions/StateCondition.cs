using System.Globalization;

namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>One of some deployments does so or so. Looked at ten times a second at the most, however many requests ask.</summary>
/// <param name="state">The state.</param>
/// <param name="deployments">All deployments that there are.</param>
internal sealed class StateCondition(RuleState state, IEnumerable<Deployment> deployments) : IRuleCondition
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly DeploymentSelector _selector = new(state.Of);
    private readonly Deployment[] _deployments = [.. deployments.Where(new DeploymentSelector(state.Of).Selects)];
    private volatile Look? _last;

    /// <inheritdoc/>
    public string Field => "state";

    /// <inheritdoc/>
    public bool Holds(in RuleFacts facts, DeploymentWatch watch)
    {
        var now = watch.Now;
        if (_last is { } last && watch.Since(last.At, now) < Fresh)
            return last.Holds;
        var holds = watch.IsAny(_deployments, state);
        _last = new Look(now, holds);
        return holds;
    }

    /// <inheritdoc/>
    public string Explain(in RuleFacts facts)
    {
        List<string> wanted = [];
        if (state.Healthy is { } healthy)
            wanted.Add(healthy ? "healthy" : "unhealthy");
        if (state.ErrorRateAtLeast is { } errors)
            wanted.Add(string.Create(CultureInfo.InvariantCulture, $"failing at least {errors * 100:0.##} % of the time"));
        if (state.P95AtLeast is { } wait)
            wanted.Add(string.Create(CultureInfo.InvariantCulture, $"at a P95 of at least {wait:0.#} ms"));
        return $"the rule is for while one of {state.Of} is {string.Join(" and ", wanted)}; there are {_deployments.Length}";
    }

    /// <inheritdoc/>
    /// <remarks>One deployment can be healthy while another is not; the same one cannot.</remarks>
    public bool CanHoldWith(IRuleCondition other, DateTimeOffset now) => !(state is { Healthy: { } mine, Of.Deployments: [var name] }
        && ((StateCondition)other).State is { Healthy: { } theirs, Of.Deployments: [var same] } && mine != theirs && name == same && !name.EndsWith('*'));

    /// <inheritdoc/>
    public bool Covers(IRuleCondition other, DateTimeOffset now) => other is StateCondition { State: var narrow } condition
        && _selector.Covers(condition._selector, static _ => null)
        && (state.Healthy is null || state.Healthy == narrow.Healthy)
        && (state.ErrorRateAtLeast is null || narrow.ErrorRateAtLeast >= state.ErrorRateAtLeast)
        && (state.P95AtLeast is null || narrow.P95AtLeast >= state.P95AtLeast);

    private RuleState State => state;

    private sealed record Look(long At, bool Holds);
}
