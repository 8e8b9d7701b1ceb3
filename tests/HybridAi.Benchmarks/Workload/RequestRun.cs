using HybridAi.Benchmarks.Workload.Learning;
using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;

namespace HybridAi.Benchmarks.Workload;

/// <summary>
/// The way of one request, as the gateway goes it: planned once; each deployment of the plan that its breaker lets in, at once after the one that failed; then, while the cause allows it,
/// the same ones again after a wait.
/// </summary>
internal sealed class RequestRun(Simulation simulation, Arrival arrival)
{
    private readonly TriedDeployments _tried = new(simulation.Retries, simulation.Time);
    private Deployment[] _plan = [];
    private Cost _cost;
    private int _attempts;
    private int _next;
    private bool _isOver;

    private RouteRequest Request => simulation.FollowsPrefix ? arrival.Request : arrival.Plain;

    private TimeSpan Left => SimulatedWorld.Upstream.TotalTimeout - (simulation.Time.Now - arrival.At);

    /// <summary>It arrives.</summary>
    public void Begin()
    {
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
        var provider = simulation.Providers[simulation.Number[deployment.Id]];
        var others = simulation.Begin(deployment);
        var foreseen = simulation.Trial?.Foresee(Request, deployment, others);
        var answer = provider.Begin(arrival, _tried.AttemptsAt(deployment), simulation.Time.Now, Left);
        _attempts++;
        simulation.Time.Schedule(simulation.Time.Now + answer.Duration, () => Ended(deployment, provider, call, answer, others, foreseen));
    }

    private void Ended(Deployment deployment, SimulatedProvider provider, AdmittedCall call, Answer answer, int others, Foreseen? foreseen)
    {
        _cost += provider.End(arrival, answer, simulation.Time.Now);
        // The request's whole time was the gateway's own, long enough for a provider that works.
        var verdict = answer.Failure == FailureCause.TotalTimeout ? CallVerdict.Failed : answer.Failure.Judge();
        simulation.Breakers.Leave(call, verdict, answer.FirstContent ?? answer.Duration);
        var outcome = new AttemptOutcome(deployment, answer.Duration, answer.FirstContent, answer.Failure, 0, answer.Failure is null ? answer.Usage : null)
        {
            Request = Request, Others = others, FinishReason = answer.Withheld ? "content_filter" : "stop",
        };
        simulation.Trial?.Compare(foreseen!.Value, outcome);
        simulation.Ended(outcome);
        if (answer.Failure is not { } cause)
        {
            if (Request.Prefix is { } prefix)
                simulation.Router.Remember(prefix, deployment);
            End(answer);
            return;
        }

        _tried.Failed(deployment, cause, answer.RetryAfter);
        _isOver = answer.Committed || !cause.AllowsFallback();
        GoOn();
    }

    private void End(Answer? answer)
    {
        var took = simulation.Time.Now - arrival.At;
        var wait = answer?.FirstContent is { } first ? Reward.WaitOf(took, took - answer.Duration + first) : took;
        simulation.Outcomes.Add(new Outcome(arrival.Number, answer is not null, took, wait, _cost, answer?.Quality ?? 0, _attempts));
    }
}
