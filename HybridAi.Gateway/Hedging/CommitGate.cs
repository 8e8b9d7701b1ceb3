using HybridAi.Core.Routing;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Hedging;

/// <summary>
/// Where two attempts of a request meet that are made beside each other: who has content first passes and becomes the answer; the other one is given up at once and finds it closed.
/// A request that nobody hedges has none.
/// </summary>
/// <param name="exchange">The request.</param>
/// <param name="deployment">Where the first attempt is made.</param>
/// <param name="clock">Its clock. Neither clock is given back before both attempts have ended.</param>
internal sealed class CommitGate(Exchange exchange, Deployment deployment, AttemptClock clock)
{
    private readonly Lock _lock = new();
    private Deployment? _passed, _failed;
    private AttemptClock? _second;

    /// <summary>Who has passed, or null.</summary>
    public Deployment? Passed => Volatile.Read(ref _passed);

    /// <summary>Lets a second attempt in, which counts from then on.</summary>
    /// <returns>False: the first has passed meanwhile.</returns>
    public bool TryAdd(AttemptClock second)
    {
        lock (_lock)
        {
            if (_passed is not null)
                return false;
            _second = second;
            exchange.Attempts++;
            // Unless one of both passes.
            exchange.Hedge!.Status = HedgeStatus.Failed;
            return true;
        }
    }

    /// <summary>Notes that one has failed, and the other one goes on alone.</summary>
    public void Fail(Deployment who)
    {
        lock (_lock)
            _failed = who;
    }

    /// <summary>Asks to become the answer.</summary>
    /// <param name="who">Where the attempt is made that has content.</param>
    /// <returns>False: the other one has passed.</returns>
    public bool TryPass(Deployment who)
    {
        AttemptClock? slower;
        lock (_lock)
        {
            if (_passed is not null)
                return ReferenceEquals(_passed, who);
            _passed = who;
            var isFirst = ReferenceEquals(who, deployment);
            slower = isFirst ? _second : clock;
            if (_second is not null)
                exchange.Hedge!.Status = isFirst ? HedgeStatus.First : _failed is null ? HedgeStatus.Second : HedgeStatus.Fallback;
        }

        // Outside the lock: what waits with that clock goes on right here.
        slower?.GiveUp();
        return true;
    }
}
