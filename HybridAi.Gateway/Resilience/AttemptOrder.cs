using System.Globalization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Resilience;

/// <summary>
/// Decides what a request tries next: first what its plan has, each deployment at once after the one that failed; then what fallback chains add for the
/// cause; and only when nothing is left that was not tried, the same deployments again, after a while.
/// </summary>
internal sealed class AttemptOrder(Exchange exchange, AttemptRules rules)
{
    private List<(Deployment Deployment, FallbackRule Rule)>? _chained;
    private TriedDeployments? _tried;
    private List<(Deployment Deployment, TimeSpan Wait)>? _leftOut;
    private AttemptResult? _last;
    private int _inPlan;
    private int _inChain;
    private bool _isOver;

    /// <summary>What to try next; null: nothing any more.</summary>
    /// <param name="left">What is left of the request's time.</param>
    public NextAttempt? Next(TimeSpan left)
    {
        if (_isOver || (_last is not null && left <= TimeSpan.Zero))
            return null;
        if (Untried() is { } fresh)
            return fresh;
        // Nothing could be called at all: what is for overload is for that, too.
        if (_last is null && _leftOut is [var first, ..] && Extend(first.Deployment, FailureCause.Overload) && Untried() is { } instead)
            return instead;
        return _last is null ? null : Retry(left);
    }

    /// <summary>Whether the plan has something left that was not tried.</summary>
    public bool HasMoreInPlan => _inPlan < exchange.Plan.Length;

    /// <summary>What of the plan would be tried next; null: nothing of it.</summary>
    public Deployment? PeekPlan()
    {
        for (var i = _inPlan; i < exchange.Plan.Length; i++)
        {
            if (!WasTried(exchange.Plan[i]) && CanBeCalled(exchange.Plan[i]) && rules.Targets.CanTake(exchange, exchange.Plan[i]))
                return exchange.Plan[i];
        }

        return null;
    }

    /// <summary>Notes that it is tried, beside the attempt that is being made.</summary>
    public void SkipTo(Deployment deployment) => _inPlan = Array.IndexOf(exchange.Plan, deployment) + 1;

    /// <summary>Asks for leave to make the attempt; without it, it is not made.</summary>
    public bool TryEnter(Deployment deployment, out AdmittedCall call)
    {
        call = default;
        if (rules.Conditions.IsAvailable(deployment) && rules.Breakers.TryEnter(deployment, out call))
        {
            if (call.IsTrial)
                exchange.Decide("breaker", $"{deployment.Id} was tried although its circuit was open a moment ago: this is one of the calls that show whether it works again.");
            return true;
        }

        LeaveOut(deployment);
        return false;
    }

    /// <summary>Notes that the attempt is made now.</summary>
    public void Begin(NextAttempt next)
    {
        if (_last is not { Failure: { } failure })
        {
            // The first that is tried, perhaps because those that are planned cannot be.
            if (next.Rule is not null)
                Tell(_leftOut![0].Deployment, next, FailureCause.Overload);
        }
        else if (_tried?.CauseAt(next.Deployment) is { } cause)
        {
            exchange.Decide("retry", string.Create(
                CultureInfo.InvariantCulture,
                $"{next.Deployment.Id} failed ({cause.Name()}) and nothing else is left: attempt {_tried.AttemptsAt(next.Deployment) + 1} at it after {next.Delay.TotalMilliseconds:0} ms."));
        }
        else
            Tell(_last.Deployment, next, failure.Cause);
    }

    /// <summary>Takes note of a failed attempt.</summary>
    public void Failed(AttemptResult result)
    {
        var (deployment, failure) = (result.Deployment, result.Failure!);
        _last = result;
        _tried ??= new TriedDeployments(rules.Retries, rules.Time);
        _tried.Failed(deployment, failure.Cause, RetryAfter.Parse(failure.RetryAfter, rules.Time.GetUtcNow()));
        var extended = Extend(deployment, failure.Cause);
        if (failure.Cause.AllowsFallback())
            return;
        // The rest of the plan would fail as this one did; a chain that was made for the cause may not.
        _inPlan = exchange.Plan.Length;
        _isOver = !extended;
    }

    /// <summary>Why nothing was tried.</summary>
    public GatewayError NothingTried()
    {
        var wait = _leftOut is { Count: > 0 } ? _leftOut.Min(one => one.Wait) : TimeSpan.Zero;
        var names = string.Join(", ", (_leftOut ?? []).Select(one => one.Deployment.Id).Distinct());
        return new GatewayError(
            GatewayErrorCode.NoDeploymentAvailable,
            $"The model '{exchange.RequestedModel}' cannot be called at the moment: what failed too often is given time to recover ({names}). Try again later, or name another model.")
        {
            RetryAfter = wait,
        };
    }

    // The next that was not tried yet and can be called, of the plan and then of chains.
    private NextAttempt? Untried()
    {
        if (_last is null || rules.MayFallBack)
        {
            for (; _inPlan < exchange.Plan.Length; _inPlan++)
            {
                // Nothing was tried: the planner saw to it that the first can take the request.
                var deployment = exchange.Plan[_inPlan];
                if (!WasTried(deployment) && CanBeCalled(deployment) && (_inPlan == 0 || rules.Targets.CanTake(exchange, deployment)))
                {
                    _inPlan++;
                    return new NextAttempt(deployment, null, TimeSpan.Zero);
                }
            }
        }

        for (; _chained is not null && _inChain < _chained.Count; _inChain++)
        {
            var (deployment, rule) = _chained[_inChain];
            if (WasTried(deployment) || !CanBeCalled(deployment))
                continue;
            _inChain++;
            return new NextAttempt(deployment, rule.Name, TimeSpan.Zero);
        }

        return null;
    }

    // Adds what the chain for a cause has; whether there is one with anything left to try.
    private bool Extend(Deployment failed, FailureCause cause)
    {
        if (!rules.MayFallBack || exchange.Snapshot.Fallbacks.Find(exchange.RequestedModel, failed, cause) is not { } chain)
            return false;
        _chained ??= [];
        if (!_chained.Exists(one => ReferenceEquals(one.Rule, chain.Rule)))
        {
            var targets = rules.Targets.Of(exchange, chain);
            foreach (var target in targets)
            {
                if (!_chained.Exists(one => one.Deployment.Id == target.Id))
                    _chained.Add((target, chain.Rule));
            }

            if (targets.Count == 0)
                exchange.Decide("fallback", $"The chain '{chain.Rule.Name}' is for this ({cause.Name()}), but none of its models can take the request.");
        }

        return _inChain < _chained.Count;
    }

    private NextAttempt? Retry(TimeSpan left) =>
        _tried?.Again(left, CanBeCalled) is { } again ? new NextAttempt(again.Deployment, null, again.Delay) : null;

    private bool WasTried(Deployment deployment) => _tried?.AttemptsAt(deployment) > 0;

    private bool CanBeCalled(Deployment deployment)
    {
        if (rules.Breakers.IsAvailable(deployment) && rules.Conditions.IsAvailable(deployment))
            return true;
        LeaveOut(deployment);
        return false;
    }

    private void LeaveOut(Deployment deployment)
    {
        if (_leftOut?.Exists(one => one.Deployment.Id == deployment.Id) == true)
            return;
        var isDisabled = !rules.Conditions.IsAvailable(deployment);
        var wait = isDisabled ? rules.Conditions.DisabledFor(deployment) : rules.Breakers.ClosedOffFor(deployment);
        (_leftOut ??= []).Add((deployment, wait));
        exchange.Decide("breaker", isDisabled ? $"{deployment.Id} was left out: a rule with a condition has disabled it for now."
            : wait > TimeSpan.Zero ? $"{deployment.Id} was left out: its circuit is open for another {DurationText.About(wait)}."
            : $"{deployment.Id} was left out: its circuit is half open, and as many trial calls as it lets in are under way.");
    }

    private void Tell(Deployment failed, NextAttempt next, FailureCause cause)
    {
        exchange.Decide("fallback", $"{failed.Id} failed ({cause.Name()}): going on with {next.Deployment.Id}{(next.Rule is null ? "" : $" by the chain '{next.Rule}'")}.");
        rules.Log.FellBack(exchange.Id, next.Rule, failed.Id, next.Deployment.Id, cause);
    }
}
