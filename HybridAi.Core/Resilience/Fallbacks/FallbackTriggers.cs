namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>Which group a failure belongs to, and what groups are called.</summary>
public static class FallbackTriggers
{
    private static readonly (FallbackTrigger Trigger, string Name)[] Names =
    [
        (FallbackTrigger.ContextWindow, "context-window"), (FallbackTrigger.ContentFilter, "content-filter"), (FallbackTrigger.RateLimit, "rate-limit"),
        (FallbackTrigger.Overload, "overload"), (FallbackTrigger.Error, "error"), (FallbackTrigger.Timeout, "timeout"), (FallbackTrigger.Any, "any"),
    ];

    /// <summary>The names that the API has for them.</summary>
    public static IEnumerable<string> AllNames => Names.Select(known => known.Name);

    /// <summary>The name of a group.</summary>
    /// <param name="trigger">The group.</param>
    public static string NameOf(this FallbackTrigger trigger) => Names[(int)trigger].Name;

    /// <summary>The group of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public static FallbackTrigger? Parse(string? name) => Names.Where(known => known.Name == name).Select(known => (FallbackTrigger?)known.Trigger).FirstOrDefault();

    /// <summary>The group of a cause; null: no other deployment would be of use.</summary>
    /// <param name="cause">The cause.</param>
    public static FallbackTrigger? Of(FailureCause cause) => cause switch
    {
        FailureCause.ContextLength => FallbackTrigger.ContextWindow,
        FailureCause.ContentFilter => FallbackTrigger.ContentFilter,
        FailureCause.RateLimit or FailureCause.Quota => FallbackTrigger.RateLimit,
        FailureCause.Overload => FallbackTrigger.Overload,
        FailureCause.FirstTokenTimeout or FailureCause.IdleTimeout or FailureCause.ProviderTimeout => FallbackTrigger.Timeout,
        FailureCause.BadRequest or FailureCause.ClientAborted or FailureCause.Shutdown or FailureCause.TotalTimeout or FailureCause.HedgeLost => null,
        _ => FallbackTrigger.Error,
    };
}
