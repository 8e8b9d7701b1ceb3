using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Tests.Resilience.Fallbacks;

public sealed class FallbackPlanTests
{
    private static readonly Deployment Small = new() { Provider = "one", Model = "small" };
    private static readonly Deployment Large = new() { Provider = "two", Model = "large" };
    private readonly List<string> _warnings = [];

    [Fact]
    public void The_nearest_chain_counts_and_its_own_cause_before_any()
    {
        var plan = Build(
            Chain("alias", "a", FallbackTrigger.ContextWindow), Chain("deployment", "one/small", FallbackTrigger.Timeout), Chain("model", "small", FallbackTrigger.Any),
            Chain("all", "*", FallbackTrigger.Overload), Chain("all-any", "*", FallbackTrigger.Any));
        string? Of(string requested, FailureCause cause, Deployment? deployment = null) => plan.Find(requested, deployment ?? Small, cause)?.Rule.Name;
        Assert.Equal("alias", Of("a", FailureCause.ContextLength));
        Assert.Equal("model", Of("b", FailureCause.ContextLength));
        Assert.Equal("deployment", Of("a", FailureCause.IdleTimeout));
        Assert.Equal("model", Of("a", FailureCause.RateLimit));
        Assert.Equal("all", Of("x", FailureCause.Overload, Large));
        Assert.Equal("all-any", Of("x", FailureCause.ContentFilter, Large));
        Assert.Null(Of("a", FailureCause.BadRequest));
        Assert.Null(Of("a", FailureCause.ClientAborted));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void What_is_disabled_or_stands_for_nothing_is_left_out()
    {
        var plan = Build(Chain("off", "a", FallbackTrigger.Any) with { Disabled = true }, Chain("odd", "small", FallbackTrigger.Any) with { Targets = ["nobody", "large"] });
        var chain = plan.Find("a", Small, FailureCause.ServerError)!;
        Assert.Equal("odd", chain.Rule.Name);
        Assert.Equal([Large], Assert.Single(chain.Targets).Deployments);
        Assert.Contains("'nobody'", Assert.Single(_warnings));
    }

    [Fact]
    public void Every_cause_that_another_deployment_may_help_with_has_a_group()
    {
        foreach (var cause in Enum.GetValues<FailureCause>())
            Assert.True(FallbackTriggers.Of(cause) is not null || !cause.AllowsFallback(), cause.ToString());
        foreach (var trigger in Enum.GetValues<FallbackTrigger>())
            Assert.Equal(trigger, FallbackTriggers.Parse(trigger.NameOf()));
        Assert.Null(FallbackTriggers.Parse("none"));
    }

    private static FallbackRule Chain(string name, string model, FallbackTrigger on) => new() { Name = name, Model = model, On = [on], Targets = ["large"] };

    private FallbackPlan Build(params FallbackRule[] rules) => FallbackPlan.Build(rules, new ModelIndex(
        [Models("one", Small), Models("two", Large)], new Dictionary<string, Deployment[]> { ["a"] = [Small] }), _warnings);

    private static ProviderModels Models(string provider, Deployment deployment) => new(provider, [KeyValuePair.Create(deployment.Model, deployment)], [], null);
}
