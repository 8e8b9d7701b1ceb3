namespace HybridAi.Core.Resilience;

/// <summary>What follows from a failure's cause.</summary>
public static class FailureCauses
{
    private static readonly string[] Names = Enum.GetNames<FailureCause>();

    /// <summary>
    /// Whether another deployment may be tried: not for the caller's own faults, which would fail anywhere, nor when nobody waits for the
    /// answer any more or no time is left.
    /// </summary>
    /// <param name="cause">The cause.</param>
    public static bool AllowsFallback(this FailureCause cause) => cause is not (
        FailureCause.BadRequest or FailureCause.ContextLength or FailureCause.ContentFilter
        or FailureCause.ClientAborted or FailureCause.Shutdown or FailureCause.TotalTimeout or FailureCause.HedgeLost);

    /// <summary>
    /// Whether the same deployment may be tried again after a while: only where the cause is likely to pass by itself and trying does not take as long as
    /// the failed attempt did. Never for the caller's own faults.
    /// </summary>
    /// <param name="cause">The cause.</param>
    public static bool AllowsRetry(this FailureCause cause) => cause is
        FailureCause.RateLimit or FailureCause.Overload or FailureCause.ServerError or FailureCause.Connection or FailureCause.ProviderTimeout or FailureCause.Cut;

    /// <summary>What the cause says about the deployment's health: the caller's own faults show that it answers, a rate limit shows neither.</summary>
    /// <param name="cause">Why the attempt failed; null: it did not.</param>
    public static CallVerdict Judge(this FailureCause? cause) => cause switch
    {
        null or FailureCause.BadRequest or FailureCause.ContextLength or FailureCause.ContentFilter => CallVerdict.Healthy,
        FailureCause.Overload or FailureCause.ServerError or FailureCause.Connection or FailureCause.FirstTokenTimeout or FailureCause.IdleTimeout
            or FailureCause.ProviderTimeout or FailureCause.Cut or FailureCause.Malformed
            or FailureCause.Authentication or FailureCause.Quota or FailureCause.ForbiddenAddress => CallVerdict.Failed,
        // What a request was not allowed, or named, may be that request's own doing; time-outs of the whole request are as short as its caller wants them;
        // who was only slower than another has not failed.
        _ => CallVerdict.Unknown,
    };

    /// <summary>Whether the attempt was ended by who waited for it: it would have taken at least so long.</summary>
    /// <param name="cause">The cause.</param>
    public static bool IsGivenUp(this FailureCause cause) => cause is
        FailureCause.FirstTokenTimeout or FailureCause.TotalTimeout or FailureCause.ClientAborted or FailureCause.Shutdown or FailureCause.HedgeLost;

    /// <summary>The cause's name, without an allocation.</summary>
    /// <param name="cause">The cause.</param>
    public static string Name(this FailureCause cause) => Names[(int)cause];
}
