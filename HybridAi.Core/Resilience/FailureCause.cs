namespace HybridAi.Core.Resilience;

/// <summary>Why an attempt at a provider failed. Recorded by name; decides whether another deployment is tried.</summary>
public enum FailureCause
{
    /// <summary>The provider refuses the request itself; another would too.</summary>
    BadRequest,

    /// <summary>The input is longer than the model's window.</summary>
    ContextLength,

    /// <summary>The provider's policy blocked the content.</summary>
    ContentFilter,

    /// <summary>The provider refuses the gateway's provider key.</summary>
    Authentication,

    /// <summary>The gateway's provider key may not do this.</summary>
    Permission,

    /// <summary>The provider does not know the model or path.</summary>
    NotFound,

    /// <summary>The account at the provider has no credit or quota left.</summary>
    Quota,

    /// <summary>Too many requests or tokens in the provider's window.</summary>
    RateLimit,

    /// <summary>The provider says it is overloaded.</summary>
    Overload,

    /// <summary>The provider failed by itself.</summary>
    ServerError,

    /// <summary>No connection could be made, or it broke before any answer.</summary>
    Connection,

    /// <summary>The address resolves to where the gateway must not connect.</summary>
    ForbiddenAddress,

    /// <summary>The first content did not come in time.</summary>
    FirstTokenTimeout,

    /// <summary>Nothing came for too long in the middle of the answer.</summary>
    IdleTimeout,

    /// <summary>The whole answer took too long.</summary>
    TotalTimeout,

    /// <summary>The provider itself reports a time-out.</summary>
    ProviderTimeout,

    /// <summary>The connection broke in the middle of the answer.</summary>
    Cut,

    /// <summary>The answer is not what its format demands.</summary>
    Malformed,

    /// <summary>The caller hung up.</summary>
    ClientAborted,

    /// <summary>The gateway is shutting down.</summary>
    Shutdown,

    /// <summary>Another attempt, made beside it, had content first.</summary>
    HedgeLost,
}
