namespace HybridAi.Core.Resilience;

/// <summary>Leave to call a deployment; empty where it has no breaker.</summary>
public readonly struct AdmittedCall
{
    internal AdmittedCall(string deployment, CircuitBreaker breaker, BreakerTicket ticket) => (Deployment, Breaker, Ticket) = (deployment, breaker, ticket);

    /// <summary>The deployment's id.</summary>
    public string? Deployment { get; }

    /// <summary>Whether it is one of the few that are let in while the breaker is half open.</summary>
    public bool IsTrial => Ticket.IsTrial;

    internal CircuitBreaker? Breaker { get; }

    internal BreakerTicket Ticket { get; }
}
