using HybridAi.Benchmarks.Workload.Caching;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload;

/// <summary>
/// The way of one request, as the gateway goes it: planned once; each deployment of the plan that its breaker lets in, at once after the one that failed; then, while the cause allows it,
/// the same ones again after a wait. A contender that hedges asks the next one of the plan as well when an attempt is late. One that caches looks for an answer before anything else.
/// </summary>
internal sealed class RequestRun(Simulation simulation, Arrival arrival)
{
    private readonly TriedDeployments _tried = new(simulation.Retries, simulation.Time);
    private readonly List<RunningAttempt> _running = new(2);
    private Deployment[] _plan = [];
    private Deployment? _first, _second;
    private CacheVisit? _visit;
    private RunningAttempt? _failed;
    private Cost _cost, _lost;
    private long? _aside;
    private int _attempts;
    private int _next;
    private bool _isOver;

    private RouteRequest Request => simulation.FollowsPrefix ? arrival.Request : arrival.Plain;

    private TimeSpan Left => SimulatedWorld.Upstream.TotalTimeout - (simulation.Time.Now - arrival.At);

    /// <summary>It arrives. Completes when it has been planned, or answered without.</summary>
    public async Task BeginAsync()
    {
        if (simulation.Cache is { } cache && arrival.Prompt is { } asked)
        {
            _visit = await cache.OpenAsync(arrival, asked);
            if (await _visit.FindAsync() is { } given)
            {
                End(given);
                return;
            }
        }

        simulation.Hedging?.Spending.Begin();
        _plan = simulation.Plan(arrival, Request);
        GoOn();
    }

    private void GoOn()
    {
        if (!_isOver && (_attempts == 0 || Left > TimeSpan.Zero))
        {
            while (_next < _plan.Length)
            {
                var deployment = _plan[_next++];
                if (simulation.Breakers.TryEnter(deployment, out var call))
                {
                    Attempt(deployment, call);
                    return;
                }
            }

            if (_tried.Again(Left, simulation.Breakers.IsAvailable) is { } again)
            {
                simulation.Time.Schedule(simulation.Time.Now + again.Delay, () => Retry(again.Deployment));
                return;
            }
        }

        End(null);
    }

    private void Retry(Deployment deployment)
    {
        if (simulation.Breakers.TryEnter(deployment, out var call))
            Attempt(deployment, call);
        else
            GoOn();
    }

    private void Attempt(Deployment deployment, AdmittedCall call)
    {
        var (provider, now) = (simulation.Providers[simulation.Number[deployment.Id]], simulation.Time.Now);
        var others = simulation.Begin(deployment);
        var foreseen = simulation.Trial?.Foresee(Request, deployment, others);
        var attempt = new RunningAttempt(deployment, provider, call, provider.Begin(arrival, _tried.AttemptsAt(deployment), now, Left), now, others, foreseen);
        _attempts++;
        _running.Add(attempt);
        simulation.Time.Schedule(now + attempt.Answer.Duration, () => Ended(attempt));
        if (attempt.Answer.FirstContent is { } first && (_visit is not null || simulation.Hedging is not null))
            simulation.Time.Schedule(now + first, () => Commit(attempt));
        if (_second is null && simulation.Hedging is { } hedging && hedging.Delays.DelayFor(deployment, Request.Streamed) is { } delay)
            simulation.Time.Schedule(now + delay, () => Hedge(attempt, hedging.Spending));
    }

    // It is late.
    private void Hedge(RunningAttempt attempt, HedgeSpending spending)
    {
        if (_second is not null || !_running.Contains(attempt) || attempt.HasContentAt(simulation.Time.Now))
            return;
        var next = Array.FindIndex(_plan, _next, simulation.Breakers.IsAvailable);
        if (next < 0
            || spending.TryHedge(HedgeCost.LeastOf(attempt.Deployment, _plan[next], Request.InputTokens, SimulatedWorld.Start + arrival.At)) is not { } aside)
            return;
        if (!simulation.Breakers.TryEnter(_plan[next], out var call))
        {
            spending.Withdraw(aside);
            return;
        }

        _aside = aside;
        (_first, _second, _next) = (attempt.Deployment, _plan[next], next + 1);
        Attempt(_second, call);
    }

    private void Commit(RunningAttempt winner)
    {
        if (!_running.Contains(winner))
            return;
        GiveUpOther(winner);
        _visit?.Begin(winner);
    }

    private void GiveUpOther(RunningAttempt winner)
    {
        if (!_running.Contains(winner) || _running.Find(attempt => attempt != winner) is not { } loser)
            return;
        _running.Remove(loser);
        _lost += Close(loser, loser.GivenUpAt(simulation.Time.Now));
    }

    private void Ended(RunningAttempt attempt)
    {
        // It may have been given up.
        if (!_running.Contains(attempt))
            return;
        var answer = attempt.Answer;
        if (answer.Failure is null)
            GiveUpOther(attempt);
        _running.Remove(attempt);
        var cost = Close(attempt, answer);
        if (answer.Failure is not { } cause)
        {
            if (Request.Prefix is { } prefix)
                simulation.Router.Remember(prefix, attempt.Deployment);
            End(attempt);
            return;
        }

        // Had the first one failed, the second would have been made anyway.
        if (attempt.Deployment == _second && _running.Count > 0)
            _lost += cost;
        _failed = attempt;
        _tried.Failed(attempt.Deployment, cause, answer.RetryAfter);
        _isOver = answer.Committed || !cause.AllowsFallback();
        if (_running.Count == 0)
            GoOn();
    }

    private Cost Close(RunningAttempt attempt, Answer answer)
    {
        var cost = attempt.Provider.End(arrival, answer, simulation.Time.Now);
        _cost += cost;
        // The request's whole time was the gateway's own, long enough for a provider that works.
        var verdict = answer.Failure == FailureCause.TotalTimeout ? CallVerdict.Failed : answer.Failure.Judge();
        simulation.Breakers.Leave(attempt.Call, verdict, answer.FirstContent ?? answer.Duration);
        var outcome = new AttemptOutcome(
            attempt.Deployment, answer.Duration, answer.FirstContent, answer.Failure, 0, answer.Failure is null ? answer.Usage : null, Request.Streamed)
        {
            Request = Request, Others = attempt.Others, FinishReason = answer.Withheld ? "content_filter" : "stop",
        };
        if (attempt.Foreseen is { } foreseen)
            simulation.Trial!.Compare(foreseen, outcome);
        simulation.Ended(outcome);
        return cost;
    }

    private void End(RunningAttempt? answered)
    {
        var extra = _first is null || answered is null ? 0
            : HedgeCost.Of(_first, answered.Deployment, _lost == Cost.Zero ? null : answered.Answer.Usage, _lost, SimulatedWorld.Start + arrival.At);
        simulation.Hedging?.Spending.Settle(_cost.NanoDollars, extra, _aside);
        _visit?.End(answered ?? _failed, _cost);
        var took = simulation.Time.Now - arrival.At;
        var wait = answered?.Answer.FirstContent is { } first ? Reward.WaitOf(took, answered.Began - arrival.At + first) : took;
        simulation.Outcomes.Add(new Outcome(
            arrival.Number, answered is not null, took, wait, _cost, answered?.Answer.Quality ?? 0, _attempts, _second is not null, new Cost(extra), _visit?.Origin ?? Origin.Uncached));
    }

    // By the cache.
    private void End(GivenAnswer given)
    {
        var took = given.Origin == Origin.Cache ? CacheVisit.HitTime : simulation.Time.Now - arrival.At;
        var wait = given.FirstContent is { } first ? Reward.WaitOf(took, first) : took;
        simulation.Outcomes.Add(new Outcome(arrival.Number, given.IsServed, took, wait, Cost.Zero, given.Quality, 0, false, Cost.Zero, given.Origin));
    }
}
