using System.Collections.Frozen;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Resilience;

/// <summary>Looks every second which conditions of fallback rules are met, by what this gateway saw.</summary>
internal sealed partial class ConditionWatch(
    SnapshotHolder snapshots, DeploymentStatistics statistics, Breakers breakers, ActiveConditions active, FallbackLog log, TimeProvider time, IDeploymentLimits limits,
    ILogger<ConditionWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _origin = time.GetTimestamp();
    private Dictionary<(string Rule, long Revision, string Deployment), (ConditionState State, FallbackChain Chain)> _states = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, time, stoppingToken);
            if (snapshots.IsLoaded)
                Look(snapshots.Current.Fallbacks);
        }
    }

    /// <summary>Looks once.</summary>
    internal void Look(FallbackPlan plan)
    {
        if (plan.Conditions.Count == 0 && _states.Count == 0)
            return;
        var (now, changed) = (time.GetElapsedTime(_origin), false);
        var before = _states;
        _states = [];
        foreach (var chain in plan.Conditions)
        {
            foreach (var deployment in (chain.Watched ?? statistics.Seen).DistinctBy(deployment => deployment.Id))
            {
                var key = (chain.Rule.Name, chain.Rule.Revision, deployment.Id);
                var state = before.Remove(key, out var known) ? known.State : new ConditionState(chain.Rule.When!);
                _states[key] = (state, chain);
                var value = ValueOf(chain.Rule.When!, deployment);
                if (!state.Update(value, now))
                    continue;
                changed = true;
                Tell(chain.Rule, deployment.Id, state.IsMet, value);
            }
        }

        // Rules that were changed or deleted.
        foreach (var (key, (state, chain)) in before)
        {
            if (!state.IsMet)
                continue;
            changed = true;
            Tell(chain.Rule, key.Deployment, isMet: false, value: null);
        }

        if (changed)
            Publish();
    }

    private double? ValueOf(FallbackCondition condition, Deployment deployment)
    {
        switch (condition.Metric)
        {
            case ConditionMetric.Health:
                return breakers.StateOf(deployment.Id) == BreakerState.Closed ? 0 : 1;
            case ConditionMetric.LimitLeft:
                return limits.ShareLeft(deployment);
            default:
                var figures = statistics.Of(deployment.Id, condition.Window);
                return figures.Calls < condition.LeastCalls ? null : condition.Metric == ConditionMetric.ErrorRate ? figures.ErrorRate : figures.P95?.TotalMilliseconds;
        }
    }

    private void Publish()
    {
        var met = _states.Where(pair => pair.Value.State.IsMet).GroupBy(pair => pair.Key.Deployment, pair => pair.Value.Chain)
            .ToFrozenDictionary(group => group.Key, group => group.OrderBy(chain => chain.Rule.Name, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        active.Set(met.Count == 0 ? null : met);
    }

    private void Tell(FallbackRule rule, string deployment, bool isMet, double? value)
    {
        var detail = FormattableString.Invariant($"{rule.Action} by {rule.When!.Metric}{(value is { } known ? $" of {known:0.###}" : "")}");
        log.Note(isMet ? FallbackEventKinds.RuleMet : FallbackEventKinds.RuleEnded, deployment, rule.Name, detail);
        if (isMet)
            LogMet(rule.Name, deployment, detail);
        else
            LogEnded(rule.Name, deployment);
    }

    [LoggerMessage(LogLevel.Warning, "The condition of the fallback rule {Rule} is met for {Deployment}: {Detail}")]
    private partial void LogMet(string rule, string deployment, string detail);

    [LoggerMessage(LogLevel.Information, "The condition of the fallback rule {Rule} has ended for {Deployment}")]
    private partial void LogEnded(string rule, string deployment);
}
