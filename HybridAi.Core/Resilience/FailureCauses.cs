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
        or FailureCause.ClientAborted or FailureCause.Shutdown or FailureCause.TotalTimeout);

    /// <summary>The cause's name, without an allocation.</summary>
    /// <param name="cause">The cause.</param>
    public static string Name(this FailureCause cause) => Names[(int)cause];
}
